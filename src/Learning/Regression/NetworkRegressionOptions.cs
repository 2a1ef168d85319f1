namespace Mixtape.Learning.Regression;

/// <summary>How a <see cref="NetworkRegression"/> goes about it.</summary>
public sealed record NetworkRegressionOptions
{
    /// <summary>
    /// Widths of the hidden layers, one or two. On features of 4,000 made-up songs two of 128 explain half of the variance, where one
    /// explains a third and a line a sixth; on embeddings one does as well.
    /// </summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128, 128];

    /// <summary>Row visits of a training at most, so that a large one ends as soon as a small one: some half a minute.</summary>
    public long Visits { get; init; } = 1_500_000;

    /// <summary>How often every row is seen at most.</summary>
    public int MostEpochs { get; init; } = 60;

    /// <summary>Epochs without a better error on held-out rows after which training stops.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>Rows of a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The rate at the start; it falls to a hundredth in a half-cosine. Shallow networks bear more than deep ones.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Share of a weight that a step at rate 1 takes off: what keeps so many weights from fitting noise.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Of the start and the order of the rows.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Validate()
    {
        if (Hidden.Count is < 1 or > 2 || Hidden.Any(width => width is < 1 or > 4096))
            throw new ArgumentException("A network for regression has one or two hidden layers, 1 to 4,096 wide each.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Visits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MostEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, 1);
    }
}
