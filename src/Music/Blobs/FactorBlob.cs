using Mixtape.Numerics;

namespace Mixtape.Music.Blobs;

/// <summary>
/// A block of factors as a blob: header (8 bytes), rows (4), width (4), the rows as 32-bit floats without padding.
/// </summary>
public static class FactorBlob
{
    private const ushort Version = 1;

    // What is copied at once on its way from the rows to the stream.
    private const int ValuesAtOnce = 1 << 18;

    /// <summary>Writes the blob.</summary>
    public static async Task WriteAsync(Stream stream, FactorMatrix factors, CancellationToken cancellationToken)
    {
        var header = new byte[BlobHeader.Length];
        BlobHeader.Write(header, BlobKind.Factors, Version);
        await stream.WriteAsync(header, cancellationToken);
        await BlobBytes.WriteAsync(stream, [factors.Rows, factors.Width], cancellationToken);
        var rowsAtOnce = Math.Max(1, ValuesAtOnce / factors.Width);
        for (var start = 0; start < factors.Rows; start += rowsAtOnce)
        {
            var values = new float[Math.Min(rowsAtOnce, factors.Rows - start) * factors.Width];
            for (var i = 0; i < values.Length; i += factors.Width) factors[start + i / factors.Width].CopyTo(values.AsSpan(i));
            await BlobBytes.WriteAsync(stream, values, cancellationToken);
        }
    }

    /// <summary>Reads the blob.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob, or holds numbers that are not finite.</exception>
    public static async Task<FactorMatrix> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlobHeader.Check(
            await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken), BlobKind.Factors, Version);
        var size = await BlobBytes.ReadAsync<int>(stream, 2, cancellationToken);
        if (size[0] < 0 || size[1] is < 1 or > 4096 || (long)size[0] * FactorMatrix.PaddedWidth(size[1]) > Array.MaxLength)
            throw new CorruptBlobException($"A factor blob claims {size[0]} x {size[1]} entries: train again.");
        var values = await BlobBytes.ReadAsync<float>(stream, (long)size[0] * size[1], cancellationToken);
        foreach (var value in values)
            if (!float.IsFinite(value)) throw new CorruptBlobException("A factor blob holds a number that is not finite: train again.");
        var factors = new FactorMatrix(size[0], size[1]);
        for (var row = 0; row < factors.Rows; row++)
            values.AsSpan(row * factors.Width, factors.Width).CopyTo(factors[row]);
        return factors;
    }
}
