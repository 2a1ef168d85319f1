namespace Mixtape.Learning;

/// <summary>How to cluster.</summary>
public sealed record KMeansOptions
{
    /// <summary>Clusters k, 1 or more.</summary>
    public required int Clusters
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Clusters), value, "there must be at least 1 cluster.");
    }

    /// <summary>The most iterations, 1 to 10,000. Lloyd's algorithm mostly settles in a few dozen.</summary>
    public int MaximumIterations
    {
        get;
        init => field = value is >= 1 and <= 10_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumIterations), value, "iterations must be 1 to 10,000.");
    } = 100;

    /// <summary>
    /// The search ends once an iteration lowers the inertia by less than this share of it; 0 goes on until nothing
    /// moves.
    /// </summary>
    public double Tolerance
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, "the tolerance must be from 0 and below 1.");
    } = 1e-4;

    /// <summary>Seed of the first centroids.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, 1 or more; they change no bit of the result.</summary>
    public int Threads
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Threads), value, "there must be at least 1 thread.");
    } = 1;
}
