using Mixtape.Music.Collaborative;

namespace Mixtape.Music.Blobs;

/// <summary>A Gramian as a blob: header (8 bytes), width (4), the packed lower triangle as 64-bit floats.</summary>
public static class GramianBlob
{
    private const ushort Version = 1;

    /// <summary>Writes the blob.</summary>
    public static async Task WriteAsync(Stream stream, Gramian gramian, CancellationToken cancellationToken)
    {
        var header = new byte[BlobHeader.Length];
        BlobHeader.Write(header, BlobKind.Gramian, Version);
        await stream.WriteAsync(header, cancellationToken);
        await BlobBytes.WriteAsync(stream, [gramian.Width], cancellationToken);
        await BlobBytes.WriteAsync(stream, gramian.Packed, cancellationToken);
    }

    /// <summary>Reads the blob.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob, or holds numbers that are not finite.</exception>
    public static async Task<Gramian> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlobHeader.Check(
            await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken), BlobKind.Gramian, Version);
        var width = (await BlobBytes.ReadAsync<int>(stream, 1, cancellationToken))[0];
        if (width is < 1 or > 4096) throw new CorruptBlobException($"A Gramian blob claims width {width}: train again.");
        var packed = await BlobBytes.ReadAsync<double>(stream, width * (width + 1) / 2, cancellationToken);
        foreach (var entry in packed)
            if (!double.IsFinite(entry)) throw new CorruptBlobException("A Gramian blob holds a number that is not finite: train again.");
        var gramian = new Gramian(width);
        packed.CopyTo(gramian.Packed, 0);
        return gramian;
    }
}
