using Mixtape.Music.Collaborative;

namespace Mixtape.Music.Listening;

/// <summary>
/// A whole listening matrix in memory, as one tile a side: for what need not scale. Immutable, safe for concurrent use.
/// </summary>
/// <param name="listeners">External ids of the rows.</param>
/// <param name="tracks">External ids of the columns.</param>
/// <param name="byListener">[listeners x tracks].</param>
/// <param name="silence">What the silence of a pair with each track weighs; 1 where null or empty.</param>
public sealed class ListeningMatrix(
    IReadOnlyList<string> listeners, IReadOnlyList<string> tracks, MatrixTile byListener, float[]? silence = null)
{
    private readonly Lazy<MatrixTile> _byTrack = new(() => byListener.Transpose(tracks.Count));
    private readonly Lazy<int[]> _trainingListeners = new(() => CountListeners(tracks.Count, byListener));

    /// <summary>External ids of the rows.</summary>
    public IReadOnlyList<string> Listeners { get; } = listeners;

    /// <summary>External ids of the columns.</summary>
    public IReadOnlyList<string> Tracks { get; } = tracks;

    /// <summary>[listeners x tracks].</summary>
    public MatrixTile ByListener { get; } = byListener;

    /// <summary>What the silence of a pair with each track weighs; empty where it weighs 1.</summary>
    public float[] Silence { get; } = silence ?? [];

    /// <summary>How many listeners each track has in training.</summary>
    public int[] TrainingListeners => _trainingListeners.Value;

    /// <summary>The tile whose rows are a side's.</summary>
    public MatrixTile Tile(Side side) => side == Side.Listeners ? ByListener : _byTrack.Value;

    /// <summary>Of a matrix of weighted plays, the one of what they say.</summary>
    public ListeningMatrix Weigh(ConfidenceOptions confidence)
    {
        var totals = ConfidenceTotals.OfListeners(Listeners.Count, [ByListener])
            + ConfidenceTotals.OfTracks(confidence, TrainingListeners);
        var weights = new ConfidenceWeights(confidence, totals);
        var counts = Array.ConvertAll(ByListener.Columns, column => TrainingListeners[column]);
        return new ListeningMatrix(Listeners, Tracks, weights.Weigh([ByListener], [counts])[0], weights.Silence(TrainingListeners));
    }

    /// <summary>A weighed matrix in four numbers, the holdout included.</summary>
    public MatrixTotals Totals(float alpha)
    {
        long observations = 0;
        double strength = 0;
        foreach (var value in ByListener.Values)
        {
            if (value > 0) observations++;
            strength += value;
        }

        return new MatrixTotals(Listeners.Count, Tracks.Count, observations, alpha * strength);
    }

    private static int[] CountListeners(int tracks, MatrixTile tile)
    {
        var counts = new int[tracks];
        for (var row = 0; row < tile.Rows; row++)
        {
            var (first, count) = tile.Row(row, includeHoldout: false).GetOffsetAndLength(tile.Entries);
            for (var e = first; e < first + count; e++)
                if (tile.Values[e] > 0) counts[tile.Columns[e]]++;
        }

        return counts;
    }
}
