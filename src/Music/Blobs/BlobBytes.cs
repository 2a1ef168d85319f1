using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mixtape.Music.Blobs;

/// <summary>
/// Reads and writes the arrays that blobs are made of. Little-endian machines only, as all that .NET runs on are.
/// </summary>
internal static class BlobBytes
{
    // No array in a blob comes near this; a length beyond it is damage, and must not become an allocation.
    private const int MaximumEntries = 1 << 29;

    // What is copied at once; also all that a damaged length can allocate before the bytes themselves have come.
    private const int ChunkBytes = 1 << 20;

    public static async Task WriteAsync<T>(Stream stream, T[] values, CancellationToken cancellationToken)
        where T : unmanaged
    {
        var perChunk = ChunkBytes / Unsafe.SizeOf<T>();
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(values.Length, perChunk) * Unsafe.SizeOf<T>());
        for (var start = 0; start < values.Length; start += perChunk)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(values.Length - start, perChunk)));
            bytes.CopyTo(buffer);
            await stream.WriteAsync(buffer.AsMemory(0, bytes.Length), cancellationToken);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    public static async Task<T[]> ReadAsync<T>(Stream stream, long count, CancellationToken cancellationToken)
        where T : unmanaged
    {
        if (count is < 0 or > MaximumEntries) throw new CorruptBlobException($"A blob claims {count} entries: train again.");
        var size = Unsafe.SizeOf<T>();
        if (stream.CanSeek && stream.Length - stream.Position < count * size) throw EndsTooEarly();
        var perChunk = ChunkBytes / size;
        var values = new T[stream.CanSeek ? count : Math.Min(count, perChunk)];
        var buffer = new byte[Math.Min(count, perChunk) * size];
        for (int read = 0, next; read < count; read += next)
        {
            next = (int)Math.Min(count - read, perChunk);
            if (read + next > values.Length) Array.Resize(ref values, (int)Math.Min(count, 2L * values.Length));
            try
            {
                await stream.ReadExactlyAsync(buffer.AsMemory(0, next * size), cancellationToken);
            }
            catch (EndOfStreamException)
            {
                throw EndsTooEarly();
            }

            MemoryMarshal.Cast<byte, T>(buffer.AsSpan(0, next * size)).CopyTo(values.AsSpan(read));
        }

        return values;
    }

    private static CorruptBlobException EndsTooEarly() => new("A blob ends too early: train again.");
}
