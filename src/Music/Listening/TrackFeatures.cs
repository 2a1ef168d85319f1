using Mixtape.Music.Blobs;

namespace Mixtape.Music.Listening;

/// <summary>
/// What is measured of a block of tracks: those that have any features, and for each of them the columns that it has, as compressed sparse
/// rows. Blob: header (8 bytes), rows n (4), entries e (4), end of each row (4 n), column of each entry (4 e), its value (4 e), the tracks
/// and the columns as id tables. Immutable by convention, so safe for concurrent reads.
/// </summary>
/// <param name="Tracks">The tracks' ids.</param>
/// <param name="Columns">The names of features.</param>
/// <param name="RowEnds">[tracks]: row i's entries are those from the end of the row before up to RowEnds[i].</param>
/// <param name="Indices">The column of each entry, rising within a row.</param>
/// <param name="Values">The value of each entry, finite.</param>
public sealed record TrackFeatures(IdTable Tracks, IdTable Columns, int[] RowEnds, int[] Indices, float[] Values)
{
    private const ushort Version = 1;

    /// <summary>Where a row stands in <see cref="Indices"/> and <see cref="Values"/>.</summary>
    public Range Row(int row) => (row == 0 ? 0 : RowEnds[row - 1])..RowEnds[row];

    /// <summary>Writes the blob.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[BlobHeader.Length];
        BlobHeader.Write(header, BlobKind.TrackFeatures, Version);
        await stream.WriteAsync(header, cancellationToken);
        await BlobBytes.WriteAsync(stream, [Tracks.Count, Indices.Length], cancellationToken);
        await BlobBytes.WriteAsync(stream, RowEnds, cancellationToken);
        await BlobBytes.WriteAsync(stream, Indices, cancellationToken);
        await BlobBytes.WriteAsync(stream, Values, cancellationToken);
        await Tracks.WriteAsync(stream, cancellationToken);
        await Columns.WriteAsync(stream, cancellationToken);
    }

    /// <summary>Reads the blob.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob, or holds numbers that are not finite.</exception>
    public static async Task<TrackFeatures> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlobHeader.Check(
            await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken), BlobKind.TrackFeatures, Version);
        var size = await BlobBytes.ReadAsync<int>(stream, 2, cancellationToken);
        var ends = await BlobBytes.ReadAsync<int>(stream, size[0], cancellationToken);
        var indices = await BlobBytes.ReadAsync<int>(stream, size[1], cancellationToken);
        var values = await BlobBytes.ReadAsync<float>(stream, size[1], cancellationToken);
        var features = new TrackFeatures(
            await IdTable.ReadAsync(stream, cancellationToken), await IdTable.ReadAsync(stream, cancellationToken), ends, indices, values);
        return features.IsSound() ? features : throw new CorruptBlobException("A blob of tracks' features is damaged: train again.");
    }

    private bool IsSound()
    {
        if (Tracks.Count != RowEnds.Length || (RowEnds.Length == 0 ? 0 : RowEnds[^1]) != Indices.Length) return false;
        for (int row = 0, start = 0; row < RowEnds.Length; start = RowEnds[row++])
        {
            if (RowEnds[row] < start || RowEnds[row] > Indices.Length) return false;
            for (var e = start + 1; e < RowEnds[row]; e++)
                if (Indices[e] <= Indices[e - 1]) return false;
        }

        return Array.TrueForAll(Indices, column => (uint)column < (uint)Columns.Count) && Array.TrueForAll(Values, float.IsFinite);
    }
}
