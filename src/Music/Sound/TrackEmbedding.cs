using System.Runtime.InteropServices;
using System.Text;
using Mixtape.Music.Blobs;

namespace Mixtape.Music.Sound;

/// <summary>Where a track's sound lies, as some network hears it.</summary>
/// <param name="Track">The track's id.</param>
/// <param name="Model">The network.</param>
/// <param name="Values">The embedding.</param>
public sealed record TrackEmbedding(string Track, string Model, float[] Values)
{
    private const int MostValues = 4096;

    /// <summary>
    /// Reads an embedding as little-endian floats; null where it is none that can be compared: empty, zero, or not finite.
    /// </summary>
    public static TrackEmbedding? Of(string track, string model, byte[] embedding)
    {
        if (embedding.Length == 0 || embedding.Length % sizeof(float) != 0 || embedding.Length > MostValues * sizeof(float)) return null;
        var values = MemoryMarshal.Cast<byte, float>(embedding).ToArray();
        return Array.TrueForAll(values, float.IsFinite) && values.AsSpan().ContainsAnyExcept(0f)
            ? new TrackEmbedding(track, model, values)
            : null;
    }

    /// <summary>Many as bytes, one after the other: id, network, number of values, values.</summary>
    public static byte[] ToBytes(IEnumerable<TrackEmbedding> embeddings)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        foreach (var embedding in embeddings)
        {
            writer.Write(embedding.Track);
            writer.Write(embedding.Model);
            writer.Write(embedding.Values.Length);
            writer.Write(MemoryMarshal.AsBytes(embedding.Values.AsSpan()));
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="CorruptBlobException">It is something else.</exception>
    public static IEnumerable<TrackEmbedding> Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        while (reader.BaseStream.Position < bytes.Length) yield return Read(reader);
    }

    private static TrackEmbedding Read(BinaryReader reader)
    {
        try
        {
            var (track, model, length) = (reader.ReadString(), reader.ReadString(), reader.ReadInt32());
            if (length is < 1 or > MostValues) throw Damaged();
            var values = new float[length];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return new TrackEmbedding(track, model, values);
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            throw Damaged();
        }
    }

    private static CorruptBlobException Damaged() => new("A list of embeddings is damaged: train again.");
}
