namespace Mixtape.Learning.Neural.Optimization;

/// <summary>How <see cref="Adam"/> moves parameters; the rate itself comes with each step.</summary>
public sealed record AdamOptions
{
    /// <summary>How much of the mean gradient lasts a step, below 1: 0.9, over some ten steps (Kingma and Ba 2015).</summary>
    public double MeanDecay { get; init; } = 0.9;

    /// <summary>How much of the mean squared gradient lasts a step, below 1: 0.999, over some thousand steps.</summary>
    public double SquareDecay { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square, so that parameters without a gradient stay.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// Share of a weight that a step at rate 1 takes off, apart from the gradient (Loshchilov and Hutter 2019); biases are spared.
    /// </summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>
    /// Gradients with a greater norm, over all parameters together, are scaled down to this (Pascanu et al. 2013); infinity never.
    /// </summary>
    public double MaximumGradientNorm { get; init; } = 1;

    internal void Validate()
    {
        Range(nameof(MeanDecay), MeanDecay, MeanDecay is >= 0 and < 1, "at least 0 and below 1");
        Range(nameof(SquareDecay), SquareDecay, SquareDecay is >= 0 and < 1, "at least 0 and below 1");
        Range(nameof(Epsilon), Epsilon, Epsilon > 0, "above 0");
        Range(nameof(WeightDecay), WeightDecay, WeightDecay is >= 0 and < double.PositiveInfinity, "at least 0");
        Range(nameof(MaximumGradientNorm), MaximumGradientNorm, MaximumGradientNorm > 0, "above 0");
    }

    private static void Range(string name, double value, bool holds, string range)
    {
        if (!holds) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
    }
}
