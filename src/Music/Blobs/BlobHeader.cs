using System.Buffers.Binary;

namespace Mixtape.Music.Blobs;

/// <summary>
/// The first 8 bytes of every binary blob: "MXTP", the kind and the version of its format as little-endian 16-bit
/// numbers. All numbers that follow in any of them are little-endian too.
/// </summary>
internal static class BlobHeader
{
    public const int Length = 8;

    private static ReadOnlySpan<byte> Magic => "MXTP"u8;

    public static void Write(Span<byte> target, BlobKind kind, ushort version)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], (ushort)kind);
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], version);
    }

    /// <exception cref="CorruptBlobException">Another kind, or a version that this program does not read.</exception>
    public static void Check(ReadOnlySpan<byte> source, BlobKind kind, ushort version)
    {
        if (!source.StartsWith(Magic)) throw new CorruptBlobException($"A {kind} blob does not start as one: train again.");
        var foundKind = (BlobKind)BinaryPrimitives.ReadUInt16LittleEndian(source[4..]);
        var foundVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]);
        if (foundKind != kind) throw new CorruptBlobException($"A {foundKind} blob stands where a {kind} blob should: train again.");
        if (foundVersion != version)
        {
            throw new CorruptBlobException(
                $"A {kind} blob has format version {foundVersion}, this program reads {version}: use the release that wrote it, or train again.");
        }
    }
}

/// <summary>What a blob holds. The numbers are part of the stored formats.</summary>
public enum BlobKind : ushort
{
    /// <summary>Events of a page by listener block (<see cref="SegmentedBlob"/>).</summary>
    EventPartition = 1,

    /// <summary>A listener block's plays by track block, with local track ids (<see cref="SegmentedBlob"/>).</summary>
    LocalPlays = 2,

    /// <summary>
    /// A strip of the listening matrix: one tile per block of the other side (<see cref="SegmentedBlob"/>).
    /// </summary>
    TileStrip = 3,

    /// <summary>External ids in ordinal order.</summary>
    Ids = 4,

    /// <summary>A block of factors.</summary>
    Factors = 5,

    /// <summary>A Gramian.</summary>
    Gramian = 6,

    /// <summary>How many listeners each track has.</summary>
    Popularity = 7,

    /// <summary>What is measured of the tracks of a block.</summary>
    TrackFeatures = 8,

    /// <summary>Embeddings of some tracks by block (<see cref="SegmentedBlob"/>).</summary>
    Embeddings = 9,

    /// <summary>The group of each track of a block.</summary>
    Groups = 10,
}
