using Mixtape.Numerics;

namespace Mixtape.Music.Listening;

/// <summary>Which pairs are kept from training until the model has been judged by them.</summary>
public sealed record HoldoutOptions
{
    /// <summary>
    /// Share of each listener's tracks that is held out. A tenth: enough to judge by, little enough to train without.
    /// </summary>
    public double Fraction
    {
        get;
        init => field = value is >= 0 and <= 0.5
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Fraction), value, "the holdout must be 0 to 0.5.");
    } = 0.1;

    /// <summary>Listeners who played fewer tracks keep them all: their few say too much of them.</summary>
    public int MinimumTracks
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinimumTracks), value, "the fewest tracks must be 0 or more.");
    } = 5;

    /// <summary>
    /// Listeners judged by at most, drawn evenly; a mean of numbers from 0 to 1 has a standard error of 0.005 at most then.
    /// </summary>
    public int MaximumListeners
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumListeners), value, "the most listeners must be 0 or more.");
    } = 10_000;

    /// <summary>Seed of the draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a pair is held out. It follows from the ids alone, so from no order and no block.</summary>
    public bool Holds(string listener, string track, int tracksPlayed) =>
        tracksPlayed >= MinimumTracks
        && StableHash.Fraction(StableHash.Of(track, StableHash.Of(listener, Seed))) < Fraction;
}
