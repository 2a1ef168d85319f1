namespace Mixtape.Music.Blobs;

/// <summary>
/// A blob of numbered segments with a directory in front, so that a reader fetches only the segment it needs:
/// header (8 bytes), number of segments n (8), end offset of each segment (8 n), the segments.
/// </summary>
public static class SegmentedBlob
{
    private const ushort Version = 1;

    /// <summary>
    /// Bytes that the directory of a blob with so many segments takes: what to fetch before
    /// <see cref="ReadDirectoryAsync"/>.
    /// </summary>
    public static long DirectoryLength(int segments) => BlobHeader.Length + 8 + 8L * segments;

    /// <summary>Writes all segments.</summary>
    public static async Task WriteAsync(
        Stream stream, BlobKind kind, IReadOnlyList<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
    {
        var header = new byte[BlobHeader.Length];
        BlobHeader.Write(header, kind, Version);
        await stream.WriteAsync(header, cancellationToken);
        var ends = new long[segments.Count + 1];
        ends[0] = segments.Count;
        var end = DirectoryLength(segments.Count);
        for (var i = 0; i < segments.Count; i++) ends[i + 1] = end += segments[i].Length;
        await BlobBytes.WriteAsync(stream, ends, cancellationToken);
        foreach (var segment in segments) await stream.WriteAsync(segment, cancellationToken);
    }

    /// <summary>
    /// Reads the directory of a blob that must have <paramref name="segments"/> segments: where each begins and how
    /// long it is.
    /// </summary>
    /// <exception cref="CorruptBlobException">It is no such blob.</exception>
    public static async Task<(long Offset, long Length)[]> ReadDirectoryAsync(
        Stream stream, BlobKind kind, int segments, CancellationToken cancellationToken)
    {
        var header = await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken);
        BlobHeader.Check(header, kind, Version);
        var count = (await BlobBytes.ReadAsync<long>(stream, 1, cancellationToken))[0];
        if (count != segments) throw new CorruptBlobException($"A {kind} blob has {count} segments, not {segments}: train again.");
        var ends = await BlobBytes.ReadAsync<long>(stream, count, cancellationToken);
        var directory = new (long, long)[count];
        var start = DirectoryLength(segments);
        for (var i = 0; i < segments; i++)
        {
            if (ends[i] < start) throw new CorruptBlobException($"A {kind} blob's directory runs backwards: train again.");
            directory[i] = (start, ends[i] - start);
            start = ends[i];
        }

        return directory;
    }
}
