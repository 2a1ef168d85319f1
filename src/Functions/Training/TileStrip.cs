using Mixtape.Music.Blobs;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Training;

/// <summary>
/// A strip of the listening matrix in its blob: one tile per block of the other side, each read alone.
/// </summary>
public sealed class TileStrip(TrainingBlobs blobs, string name, (long Offset, long Length)[] directory)
{
    /// <summary>The name of its blob.</summary>
    public string Name => name;

    /// <summary>The other side's blocks with which there are entries, in rising order.</summary>
    public int[] Blocks { get; } = [.. Enumerable.Range(0, directory.Length).Where(block => directory[block].Length > 0)];

    /// <summary>Reads a tile.</summary>
    /// <param name="block">One of <see cref="Blocks"/>.</param>
    /// <param name="columns">Rows of that block.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async Task<MatrixTile> ReadAsync(int block, int columns, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenSegmentAsync(name, directory[block], cancellationToken);
        return await TileBlob.ReadAsync(stream, columns, cancellationToken);
    }
}
