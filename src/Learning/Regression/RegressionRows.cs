using Mixtape.Numerics;

namespace Mixtape.Learning.Regression;

/// <summary>Rows to learn a map from vectors to vectors by, or to judge one by. Immutable by convention.</summary>
public sealed record RegressionRows
{
    /// <summary>Joins them.</summary>
    /// <param name="inputs">[rows x inputs].</param>
    /// <param name="targets">[rows x outputs].</param>
    /// <param name="weights">What each row counts for, 0 or more; empty where each counts for 1.</param>
    /// <exception cref="ArgumentException">Their lengths differ, or a number is not finite, or a weight below 0.</exception>
    public RegressionRows(FactorMatrix inputs, FactorMatrix targets, float[] weights)
    {
        if (targets.Rows != inputs.Rows || (weights.Length > 0 && weights.Length != inputs.Rows))
            throw new ArgumentException($"{inputs.Rows} rows of inputs have {targets.Rows} targets and {weights.Length} weights.");
        foreach (var weight in weights)
        {
            if (!(weight >= 0 && float.IsFinite(weight)))
                throw new ArgumentException($"A weight is {weight}: it must be a number of 0 or more.");
        }

        foreach (var matrix in new[] { inputs, targets })
        {
            foreach (var value in matrix.Data)
                if (!float.IsFinite(value)) throw new ArgumentException($"A row holds {value}: leave rows out that are not finite.");
        }

        (Inputs, Targets, Weights) = (inputs, targets, weights);
    }

    /// <summary>The vectors that are given.</summary>
    public FactorMatrix Inputs { get; }

    /// <summary>The vectors that are to be told from them.</summary>
    public FactorMatrix Targets { get; }

    /// <summary>What each row counts for; empty where each counts for 1.</summary>
    public float[] Weights { get; }

    /// <summary>How many rows.</summary>
    public int Count => Inputs.Rows;

    /// <summary>What a row counts for.</summary>
    public float Weight(int row) => Weights.Length == 0 ? 1 : Weights[row];
}
