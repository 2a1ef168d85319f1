namespace Mixtape.Learning.Neural.Optimization;

/// <summary>
/// The learning rate of each step: a warm-up from zero in a straight line, then a half-cosine fall to a last rate. Immutable.
/// </summary>
public sealed record LearningRate
{
    /// <summary>The rate after the warm-up: 0.001 suits Adam with most networks of this size.</summary>
    public double Peak { get; init; } = 1e-3;

    /// <summary>The rate that the last step comes to, and all after it have; equal to the peak for a constant rate.</summary>
    public double Last { get; init; } = 1e-5;

    /// <summary>Steps until the peak: while Adam's means are young, great steps go astray.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>Steps until the last rate; 0 for as many as the training has.</summary>
    public long Steps { get; init; }

    /// <summary>The same rate at every step.</summary>
    public static LearningRate Constant(double rate) => new() { Peak = rate, Last = rate };

    /// <summary>The rate of a step, counted from 0.</summary>
    /// <param name="step">Which.</param>
    /// <param name="trainingSteps">How many steps the training has.</param>
    public double At(long step, long trainingSteps)
    {
        if (step < WarmupSteps) return Peak * (step + 1) / WarmupSteps;
        var fall = Math.Max(1, (Steps > 0 ? Steps : trainingSteps) - WarmupSteps);
        var progress = Math.Min(1.0, (double)(step - WarmupSteps) / fall);
        return Last + (Peak - Last) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }

    internal void Validate()
    {
        if (Peak is not (> 0 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(Peak), Peak, "The learning rate must be above 0.");
        if (!(Last >= 0 && Last <= Peak))
            throw new ArgumentOutOfRangeException(nameof(Last), Last, "The last rate must be from 0 to the peak.");
        ArgumentOutOfRangeException.ThrowIfNegative(WarmupSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(Steps);
    }
}
