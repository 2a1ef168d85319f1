namespace Mixtape.Music.Listening;

/// <summary>
/// Sums over the listening matrix, its holdout left out, that the weights of single pairs are relative to. Those of blocks of listeners and
/// of blocks of tracks add up.
/// </summary>
/// <param name="Listeners">U, all listeners.</param>
/// <param name="Tracks">I, all tracks.</param>
/// <param name="Pairs">N, pairs with plays.</param>
/// <param name="Plays">Weighted plays of all listeners.</param>
/// <param name="Silence">Over all tracks, their listeners to the power of the silence exponent.</param>
/// <param name="Propensity">Over all pairs, the track's listeners to minus the power of the propensity exponent.</param>
public sealed record ConfidenceTotals(long Listeners, long Tracks, long Pairs, double Plays, double Silence, double Propensity)
{
    /// <summary>Those of nothing.</summary>
    public static ConfidenceTotals None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>What a block of listeners adds.</summary>
    /// <param name="listeners">Its listeners.</param>
    /// <param name="tiles">Their weighted plays.</param>
    public static ConfidenceTotals OfListeners(int listeners, IEnumerable<MatrixTile> tiles)
    {
        double plays = 0;
        foreach (var tile in tiles)
            for (var row = 0; row < tile.Rows; row++)
                foreach (var value in tile.Values.AsSpan(tile.Row(row, includeHoldout: false))) plays += value;
        return None with { Listeners = listeners, Plays = plays };
    }

    /// <summary>What a block of tracks adds.</summary>
    /// <param name="options">The exponents.</param>
    /// <param name="listeners">How many listeners each track has, held-out pairs not counted.</param>
    public static ConfidenceTotals OfTracks(ConfidenceOptions options, ReadOnlySpan<int> listeners)
    {
        var sum = None with { Tracks = listeners.Length };
        foreach (var count in listeners)
        {
            sum = sum with
            {
                Pairs = sum.Pairs + count,
                Silence = sum.Silence + ConfidenceWeights.Power(count, options.SilenceExponent),
                Propensity = sum.Propensity + count * ConfidenceWeights.Power(count, -options.PropensityExponent),
            };
        }

        return sum;
    }

    /// <summary>Those of two sets of blocks together.</summary>
    public static ConfidenceTotals operator +(ConfidenceTotals a, ConfidenceTotals b) => new(
        a.Listeners + b.Listeners, a.Tracks + b.Tracks, a.Pairs + b.Pairs,
        a.Plays + b.Plays, a.Silence + b.Silence, a.Propensity + b.Propensity);
}
