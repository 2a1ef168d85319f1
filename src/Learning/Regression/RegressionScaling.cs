namespace Mixtape.Learning.Regression;

/// <summary>
/// How inputs become numbers around 0 of deviation 1: (x - mean) factor. Targets are their spread times what a network says.
/// </summary>
/// <param name="Means">What becomes 0, by input.</param>
/// <param name="Factors">1 / deviation, by input; 0 for one that is constant.</param>
/// <param name="Spread">The root mean variance of the targets' entries; above 0.</param>
internal sealed record RegressionScaling(float[] Means, float[] Factors, float Spread)
{
    /// <summary>Scales a row.</summary>
    public void Scale(ReadOnlySpan<float> inputs, Span<float> scaled)
    {
        for (var i = 0; i < scaled.Length; i++) scaled[i] = (inputs[i] - Means[i]) * Factors[i];
    }

    /// <summary>Whether it could come from a fit.</summary>
    public bool IsSound => float.IsFinite(Spread) && Spread > 0
        && Array.TrueForAll(Means, float.IsFinite) && Array.TrueForAll(Factors, factor => factor >= 0 && float.IsFinite(factor));
}
