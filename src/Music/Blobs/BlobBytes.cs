using System.Runtime.InteropServices;

namespace Mixtape.Music.Blobs;

/// <summary>
/// Reads and writes the arrays that blobs are made of. Little-endian machines only, as all that .NET runs on are.
/// </summary>
internal static class BlobBytes
{
    // No array in a blob comes near this; a length beyond it is damage, and must not become an allocation.
    private const int MaximumEntries = 1 << 29;

    public static ValueTask WriteAsync<T>(Stream stream, T[] values, CancellationToken cancellationToken)
        where T : unmanaged => stream.WriteAsync(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), cancellationToken);

    public static async Task<T[]> ReadAsync<T>(Stream stream, long count, CancellationToken cancellationToken)
        where T : unmanaged
    {
        if (count is < 0 or > MaximumEntries) throw new CorruptBlobException($"A blob claims {count} entries: train again.");
        var size = Marshal.SizeOf<T>();
        if (stream.CanSeek && stream.Length - stream.Position < count * size)
            throw new CorruptBlobException("A blob ends too early: train again.");
        var bytes = new byte[count * size];
        try
        {
            await stream.ReadExactlyAsync(bytes, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new CorruptBlobException("A blob ends too early: train again.");
        }

        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }
}
