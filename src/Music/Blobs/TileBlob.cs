using Mixtape.Music.Listening;

namespace Mixtape.Music.Blobs;

/// <summary>
/// A tile as a segment of a strip: rows n (4 bytes), entries e (4), row pointers (4 (2 n + 1)), columns (4 e), plays (4
/// e). A tile without entries is an empty segment.
/// </summary>
public static class TileBlob
{
    /// <summary>The segment's bytes.</summary>
    public static async Task<byte[]> ToBytesAsync(MatrixTile tile, CancellationToken cancellationToken)
    {
        if (tile.Entries == 0) return [];
        var bytes = new MemoryStream(8 + 4 * (tile.RowPointers.Length + 2 * tile.Entries));
        await BlobBytes.WriteAsync(bytes, [tile.Rows, tile.Entries], cancellationToken);
        await BlobBytes.WriteAsync(bytes, tile.RowPointers, cancellationToken);
        await BlobBytes.WriteAsync(bytes, tile.Columns, cancellationToken);
        await BlobBytes.WriteAsync(bytes, tile.Values, cancellationToken);
        return bytes.ToArray();
    }

    /// <summary>Reads a segment that is not empty.</summary>
    /// <param name="stream">The segment.</param>
    /// <param name="columns">Columns of the tile, which no entry may reach past.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="CorruptBlobException">It is no such segment.</exception>
    public static async Task<MatrixTile> ReadAsync(Stream stream, int columns, CancellationToken cancellationToken)
    {
        var size = await BlobBytes.ReadAsync<int>(stream, 2, cancellationToken);
        var tile = new MatrixTile(
            size[0],
            await BlobBytes.ReadAsync<int>(stream, 2L * size[0] + 1, cancellationToken),
            await BlobBytes.ReadAsync<int>(stream, size[1], cancellationToken),
            await BlobBytes.ReadAsync<float>(stream, size[1], cancellationToken));
        var pointers = tile.RowPointers;
        var sound = pointers[0] == 0 && pointers[^1] == tile.Entries;
        for (var i = 1; sound && i < pointers.Length; i++)
        {
            sound = pointers[i] >= pointers[i - 1] && pointers[i] <= tile.Entries;
            for (var e = pointers[i - 1] + 1; sound && e < pointers[i]; e++) sound = tile.Columns[e] > tile.Columns[e - 1];
        }

        foreach (var column in tile.Columns) sound &= (uint)column < (uint)columns;
        foreach (var plays in tile.Values) sound &= float.IsFinite(plays) && plays >= 0;
        return sound ? tile : throw new CorruptBlobException("A tile of the listening matrix is damaged: train again.");
    }
}
