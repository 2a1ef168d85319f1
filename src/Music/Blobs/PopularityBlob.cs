namespace Mixtape.Music.Blobs;

/// <summary>
/// How many listeners each track of a block has: header (8 bytes), rows n (4), listeners in training (4 n), listeners
/// in training and holdout together (4 n).
/// </summary>
public static class PopularityBlob
{
    private const ushort Version = 1;

    /// <summary>Writes the blob.</summary>
    public static async Task WriteAsync(Stream stream, int[] training, int[] all, CancellationToken cancellationToken)
    {
        var header = new byte[BlobHeader.Length];
        BlobHeader.Write(header, BlobKind.Popularity, Version);
        await stream.WriteAsync(header, cancellationToken);
        await BlobBytes.WriteAsync(stream, [training.Length], cancellationToken);
        await BlobBytes.WriteAsync(stream, training, cancellationToken);
        await BlobBytes.WriteAsync(stream, all, cancellationToken);
    }

    /// <summary>Reads the blob.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob.</exception>
    public static async Task<(int[] Training, int[] All)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlobHeader.Check(
            await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken), BlobKind.Popularity, Version);
        var rows = (await BlobBytes.ReadAsync<int>(stream, 1, cancellationToken))[0];
        var training = await BlobBytes.ReadAsync<int>(stream, rows, cancellationToken);
        var all = await BlobBytes.ReadAsync<int>(stream, rows, cancellationToken);
        for (var row = 0; row < rows; row++)
        {
            if (training[row] < 0 || all[row] < training[row])
                throw new CorruptBlobException($"A popularity blob counts {training[row]} of {all[row]} listeners: train again.");
        }

        return (training, all);
    }
}
