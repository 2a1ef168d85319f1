namespace Mixtape.Functions.Tuning;

/// <summary>What a tuning may take.</summary>
public sealed record TuningOptions
{
    /// <summary>
    /// Pairs of listener and track that a trial holds in memory at most, some 20 bytes each, beside the vectors; where there are
    /// more, trials are run on a sample of the listeners. Five million solve in seconds an iteration, and differences between settings show
    /// on them.
    /// </summary>
    public long MaximumPairs
    {
        get;
        init => field = value is >= 1000 and <= 100_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumPairs), value, "a trial must be allowed 1,000 to 100,000,000 pairs.");
    } = 5_000_000;

    /// <summary>
    /// Trials that run at once. Two: each uses all processors where it can and one where it cannot, and its memory comes twice.
    /// </summary>
    public int Width
    {
        get;
        init => field = value is >= 1 and <= 64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Width), value, "trials at once must be 1 to 64.");
    } = 2;
}
