using Mixtape.Learning.Neural.Optimization;

namespace Mixtape.Learning.Neural.Training;

/// <summary>How a <see cref="Trainer"/> goes about it.</summary>
public sealed record TrainerOptions
{
    /// <summary>How often every training example is seen, at most.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Examples of one step: 64 keep the matrix products busy, and still take many steps an epoch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Of the order of the examples and of dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How parameters move.</summary>
    public AdamOptions Optimizer { get; init; } = new();

    /// <summary>How far they move, step by step.</summary>
    public LearningRate LearningRate { get; init; } = new();

    /// <summary>
    /// Stop after so many epochs in which the validation loss set no new record; the record's parameters are kept. 0 never stops.
    /// </summary>
    public int Patience { get; init; } = 5;

    /// <summary>
    /// Stop as diverged when a step's loss exceeds so many times the largest of the first ten, or so much where that is below 1: losses
    /// that begin at nothing, as of a trained network, or that may be negative, are no measure.
    /// </summary>
    public double DivergenceFactor { get; init; } = 1_000;

    /// <summary>Threads that share a step; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        if (!(DivergenceFactor > 1))
            throw new ArgumentOutOfRangeException(nameof(DivergenceFactor), DivergenceFactor, "The divergence factor must be above 1.");
        LearningRate.Validate();
    }
}
