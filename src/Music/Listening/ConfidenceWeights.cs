using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Listening;

/// <summary>
/// What plays and silence weigh in one listening matrix (<see cref="ConfidenceOptions"/> has the formulas). A track's listeners are those
/// of training throughout, and a listener's mean is that of their pairs in training, so that weights do not jump when the holdout joins
/// in or a listener is folded in later. Immutable, safe for concurrent use.
/// </summary>
/// <param name="options">The curve and the exponents.</param>
/// <param name="totals">The sums that weights are relative to.</param>
public sealed class ConfidenceWeights(ConfidenceOptions options, ConfidenceTotals totals)
{
    private readonly double _silence = Mean(totals.Silence, totals.Tracks);
    private readonly double _propensity = Mean(totals.Propensity, totals.Pairs);
    private readonly double _plays = Mean(totals.Plays, totals.Listeners);

    /// <summary>The weights w_i of a silent pair with each of some tracks; empty where each weighs 1.</summary>
    /// <param name="listeners">How many listeners each track has in training.</param>
    public float[] Silence(ReadOnlySpan<int> listeners)
    {
        if (options.SilenceExponent == 0) return [];
        var weights = new float[listeners.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = (float)(Power(listeners[i], options.SilenceExponent) / _silence);
        return weights;
    }

    /// <summary>What all the plays of one listener say, s_ui; 0 where there are none.</summary>
    /// <param name="plays">The listener's weighted plays r of each track they know.</param>
    /// <param name="listeners">How many listeners each of those tracks has in training.</param>
    /// <param name="held">Which of the pairs are held out; where all are that have plays, the mean is over all.</param>
    /// <param name="strengths">Takes the strengths.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Weigh(ReadOnlySpan<float> plays, ReadOnlySpan<int> listeners, ReadOnlySpan<bool> held, Span<float> strengths)
    {
        if (listeners.Length != plays.Length || held.Length != plays.Length || strengths.Length != plays.Length)
        {
            throw new ArgumentException(
                $"{plays.Length} plays have {listeners.Length} counts, {held.Length} marks and {strengths.Length} strengths.");
        }

        if (options.Curve == ConfidenceCurve.Logarithmic) Logarithm.OfOnePlus(plays, strengths);
        else if (options.Curve == ConfidenceCurve.Bm25) Saturate(plays, listeners, OwnSum(plays, held).Sum, strengths);
        else plays.CopyTo(strengths);

        var mean = 1.0;
        if (options.RelativeToListener && OwnSum(strengths, held) is { Count: > 0 } own) mean = own.Sum / own.Count;
        for (var i = 0; i < strengths.Length; i++)
            strengths[i] = (float)(strengths[i] / mean * Power(listeners[i], -options.PropensityExponent) / _propensity);
    }

    /// <summary>What all the plays of a block of listeners say.</summary>
    /// <param name="plays">The block's weighted plays, in tiles against any number of blocks of tracks.</param>
    /// <param name="listeners">For each tile, how many listeners the track of each entry has in training.</param>
    /// <returns>The same tiles, with strengths for values.</returns>
    public MatrixTile[] Weigh(IReadOnlyList<MatrixTile> plays, IReadOnlyList<int[]> listeners)
    {
        var weighed = new MatrixTile[plays.Count];
        for (var i = 0; i < weighed.Length; i++) weighed[i] = plays[i] with { Values = new float[plays[i].Entries] };
        var row = new ListenerRow();
        for (var listener = 0; plays.Count > 0 && listener < plays[0].Rows; listener++)
        {
            row.Gather(plays, listeners, listener);
            Weigh(row.Plays, row.Listeners, row.Held, row.Strengths);
            row.Scatter(weighed, listener);
        }

        return weighed;
    }

    /// <summary>A number of listeners to some power; a track whose every listener is held out counts as if it had one.</summary>
    internal static double Power(int listeners, float exponent) => exponent == 0 ? 1 : Math.Pow(Math.Max(listeners, 1), exponent);

    private static double Mean(double sum, long count) => sum > 0 ? sum / count : 1;

    /// <summary>Sum and number of the values above 0 that are not held out, or of all where there is none.</summary>
    private static (double Sum, int Count) OwnSum(ReadOnlySpan<float> values, ReadOnlySpan<bool> held)
    {
        (double Sum, int Count) training = default, all = default;
        for (var i = 0; i < values.Length; i++)
        {
            if (!(values[i] > 0)) continue;
            all = (all.Sum + values[i], all.Count + 1);
            if (!held[i]) training = (training.Sum + values[i], training.Count + 1);
        }

        return training.Count > 0 ? training : all;
    }

    private void Saturate(ReadOnlySpan<float> plays, ReadOnlySpan<int> listeners, double length, Span<float> strengths)
    {
        var (k1, b) = ((double)options.Bm25K1, (double)options.Bm25B);
        var half = k1 * (1 - b + b * length / _plays);
        for (var i = 0; i < plays.Length; i++)
        {
            var rarity = Math.Log(1 + totals.Listeners / (double)Math.Max(listeners[i], 1));
            strengths[i] = plays[i] > 0 ? (float)(rarity * plays[i] * (k1 + 1) / (plays[i] + half)) : 0;
        }
    }

    /// <summary>One listener's pairs out of several tiles, those of training first, as the tiles have them.</summary>
    private sealed class ListenerRow
    {
        private float[] _plays = new float[256];
        private float[] _strengths = new float[256];
        private int[] _listeners = new int[256];
        private bool[] _held = new bool[256];
        private int _count;

        public ReadOnlySpan<float> Plays => _plays.AsSpan(0, _count);

        public Span<float> Strengths => _strengths.AsSpan(0, _count);

        public ReadOnlySpan<int> Listeners => _listeners.AsSpan(0, _count);

        public ReadOnlySpan<bool> Held => _held.AsSpan(0, _count);

        public void Gather(IReadOnlyList<MatrixTile> tiles, IReadOnlyList<int[]> listeners, int row)
        {
            _count = 0;
            for (var part = 0; part < 2; part++)
            {
                for (var i = 0; i < tiles.Count; i++)
                {
                    var pointers = tiles[i].RowPointers;
                    for (var e = pointers[2 * row + part]; e < pointers[2 * row + part + 1]; e++)
                    {
                        if (_count == _plays.Length) Grow();
                        _plays[_count] = tiles[i].Values[e];
                        _listeners[_count] = listeners[i][e];
                        _held[_count++] = part == 1;
                    }
                }
            }
        }

        public void Scatter(MatrixTile[] tiles, int row)
        {
            var next = 0;
            for (var part = 0; part < 2; part++)
            {
                foreach (var tile in tiles)
                {
                    var first = tile.RowPointers[2 * row + part];
                    var count = tile.RowPointers[2 * row + part + 1] - first;
                    _strengths.AsSpan(next, count).CopyTo(tile.Values.AsSpan(first));
                    next += count;
                }
            }
        }

        private void Grow()
        {
            Array.Resize(ref _plays, 2 * _count);
            Array.Resize(ref _strengths, 2 * _count);
            Array.Resize(ref _listeners, 2 * _count);
            Array.Resize(ref _held, 2 * _count);
        }
    }
}
