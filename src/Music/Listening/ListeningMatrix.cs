using Mixtape.Music.Collaborative;

namespace Mixtape.Music.Listening;

/// <summary>
/// A whole listening matrix in memory, as one tile a side: for what need not scale. Immutable, safe for concurrent use.
/// </summary>
/// <param name="listeners">External ids of the rows.</param>
/// <param name="tracks">External ids of the columns.</param>
/// <param name="byListener">[listeners x tracks].</param>
public sealed class ListeningMatrix(IReadOnlyList<string> listeners, IReadOnlyList<string> tracks, MatrixTile byListener)
{
    private readonly Lazy<MatrixTile> _byTrack = new(() => byListener.Transpose(tracks.Count));
    private readonly Lazy<int[]> _trainingListeners = new(() => CountListeners(tracks.Count, byListener));

    /// <summary>External ids of the rows.</summary>
    public IReadOnlyList<string> Listeners { get; } = listeners;

    /// <summary>External ids of the columns.</summary>
    public IReadOnlyList<string> Tracks { get; } = tracks;

    /// <summary>[listeners x tracks].</summary>
    public MatrixTile ByListener { get; } = byListener;

    /// <summary>How many listeners each track has in training.</summary>
    public int[] TrainingListeners => _trainingListeners.Value;

    /// <summary>The tile whose rows are a side's.</summary>
    public MatrixTile Tile(Side side) => side == Side.Listeners ? ByListener : _byTrack.Value;

    /// <summary>The matrix in four numbers, the holdout included.</summary>
    public MatrixTotals Totals(ConfidenceOptions confidence)
    {
        long observations = 0;
        double excess = 0;
        foreach (var plays in ByListener.Plays)
        {
            if (plays > 0) observations++;
            excess += confidence.Excess(plays);
        }

        return new MatrixTotals(Listeners.Count, Tracks.Count, observations, excess);
    }

    private static int[] CountListeners(int tracks, MatrixTile tile)
    {
        var counts = new int[tracks];
        for (var row = 0; row < tile.Rows; row++)
        {
            var (first, count) = tile.Row(row, includeHoldout: false).GetOffsetAndLength(tile.Entries);
            for (var e = first; e < first + count; e++)
                if (tile.Plays[e] > 0) counts[tile.Columns[e]]++;
        }

        return counts;
    }
}
