using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Learning.Neural.Training;
using Mixtape.Learning.Scaling;

namespace Mixtape.Learning.Autoencoders;

/// <summary>What an <see cref="Autoencoder"/> looks like and how it is trained.</summary>
public sealed record AutoencoderOptions
{
    /// <summary>Numbers of a code, below the number of columns: 8 keep most of what a dozen or two related columns say.</summary>
    public int CodeWidth { get; init; } = 8;

    /// <summary>
    /// Widths of the encoder's hidden layers; the decoder has the same, backwards. Two layers bend enough for most tables; none leaves
    /// principal components.
    /// </summary>
    public IReadOnlyList<int> Hidden { get; init; } = [64, 32];

    /// <summary>The hidden layers' function; Elu is smooth where Relu would break a surface into flats.</summary>
    public ActivationFunction Activation { get; init; } = ActivationFunction.Elu;

    /// <summary>
    /// Share of the scaled numbers that training sets to their column's mean before encoding (Vincent et al. 2008): teaches to guess what
    /// is missing, for tables with gaps. 0 fits complete tables best.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>How columns are scaled.</summary>
    public ScalingKind Scaling { get; init; } = ScalingKind.Automatic;

    /// <summary>How columns are scaled that differ, by name.</summary>
    public IReadOnlyDictionary<string, ScalingKind>? ScalingByColumn { get; init; }

    /// <summary>Share of the rows that are not trained on but decide when to stop, chosen by the seed; a tenth.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>How often every row is seen, at most.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Rows of a step: small networks want many together.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Epochs without a better validation loss after which training stops; 0 never stops.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>The rate at the start; it falls to a hundredth in a half-cosine. Shallow networks bear more than deep ones.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Of the start, the split, the order of rows and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal TrainerOptions Trainer => new()
    {
        Epochs = Epochs,
        BatchSize = BatchSize,
        Patience = Patience,
        Seed = Seed,
        Threads = Threads,
        LearningRate = new LearningRate { Peak = LearningRate, Last = LearningRate / 100 },
        Optimizer = new AdamOptions { WeightDecay = 1e-3 },
    };

    internal void Validate(int columns)
    {
        if (CodeWidth < 1 || CodeWidth >= columns)
            throw new ArgumentException(
                $"A code of {CodeWidth} numbers does not compress {columns} columns: choose from 1 to {columns - 1}, or give "
                + "more columns.");
        if (Hidden.Any(width => width is < 1 or > 1 << 16)) throw new ArgumentException("Hidden layers must be 1 to 65,536 wide.");
        if (!(ValidationShare is > 0 and < 1))
            throw new ArgumentException($"The validation share must be above 0 and below 1, but is {ValidationShare}.");
        if (!(Dropout is >= 0 and < 1)) throw new ArgumentException($"The dropout must be at least 0 and below 1, but is {Dropout}.");
    }
}
