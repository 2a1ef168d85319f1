using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Listening;

/// <summary>How weighted plays become confidence: c = 1 + alpha f(r).</summary>
public sealed record ConfidenceOptions
{
    /// <summary>
    /// The growth of confidence with plays. A logarithm by default: play counts span five orders of magnitude, and the
    /// hundredth play says far less than the second.
    /// </summary>
    public ConfidenceCurve Curve { get; init; } = ConfidenceCurve.Logarithmic;

    /// <summary>
    /// How much a play outweighs the silence of a pair that was never played; above 0.
    /// </summary>
    public float Alpha
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Alpha), value, "alpha must be a number above 0.");
    } = 5;

    /// <summary>
    /// What plays say, f(r): 0 for 0, and growing from there. Alpha times this is how much a pair's confidence exceeds that of its silence.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Weigh(ReadOnlySpan<float> plays, Span<float> strengths)
    {
        if (plays.Length != strengths.Length) throw new ArgumentException($"{plays.Length} plays have {strengths.Length} strengths.");
        if (Curve == ConfidenceCurve.Logarithmic) Logarithm.OfOnePlus(plays, strengths);
        else plays.CopyTo(strengths);
    }
}

/// <summary>The f of c = 1 + alpha f(r).</summary>
public enum ConfidenceCurve
{
    /// <summary>f(r) = ln(1 + r).</summary>
    Logarithmic,

    /// <summary>f(r) = r.</summary>
    Linear,
}
