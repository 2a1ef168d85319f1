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
    /// c - 1 for a pair with <paramref name="plays"/> weighted plays: 0 for 0, and growing from there.
    /// </summary>
    public float Excess(float plays)
    {
        var excess = 0f;
        Excess(new ReadOnlySpan<float>(in plays), new Span<float>(ref excess));
        return excess;
    }

    /// <summary>As <see cref="Excess(float)"/>, for many pairs.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Excess(ReadOnlySpan<float> plays, Span<float> excess)
    {
        if (plays.Length != excess.Length) throw new ArgumentException($"{plays.Length} plays have {excess.Length} places.");
        if (Curve == ConfidenceCurve.Logarithmic) Logarithm.OfOnePlus(plays, excess);
        else plays.CopyTo(excess);
        foreach (ref var entry in excess) entry *= Alpha;
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
