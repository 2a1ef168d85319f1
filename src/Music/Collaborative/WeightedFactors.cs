using Mixtape.Numerics;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// A block of one side's factors, and what the silence of a pair weighs by that side's row: that nobody plays a track which everybody has met
/// says more than that nobody plays an unknown one (He et al. 2016). Immutable by convention.
/// </summary>
public sealed record WeightedFactors
{
    /// <summary>Joins them.</summary>
    /// <param name="factors">The factors [rows x width].</param>
    /// <param name="weights">A weight of 0 or more per row; empty where each weighs 1. Over all blocks they average 1.</param>
    /// <exception cref="ArgumentException">There are not as many weights as rows, or one of them is not a number of 0 or more.</exception>
    public WeightedFactors(FactorMatrix factors, float[] weights)
    {
        if (weights.Length > 0 && weights.Length != factors.Rows)
            throw new ArgumentException($"{factors.Rows} rows have {weights.Length} weights.");
        foreach (var weight in weights)
            if (!(weight >= 0) || float.IsInfinity(weight)) throw new ArgumentException($"A weight is {weight}: it must be a number of 0 or more.");
        (Factors, Weights) = (factors, weights);
    }

    /// <summary>The factors [rows x width].</summary>
    public FactorMatrix Factors { get; }

    /// <summary>What each row's silence weighs; empty where each weighs 1.</summary>
    public float[] Weights { get; }
}
