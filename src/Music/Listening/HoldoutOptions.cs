using Mixtape.Numerics;

namespace Mixtape.Music.Listening;

/// <summary>Which pairs are kept from training until the model has been judged by them.</summary>
public sealed record HoldoutOptions
{
    /// <summary>How they are chosen; <see cref="Evaluation.HoldoutSplit"/> has the rules.</summary>
    public HoldoutMethod Method
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Method), value, "the holdout is by fraction, lastItem or time.");
    }

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

    /// <summary>By last item: how many of each listener's latest tracks are held out, though never more than half of them.</summary>
    public int LastItems
    {
        get;
        init => field = value is >= 1 and <= 1000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LastItems), value, "the last items must be 1 to 1,000.");
    } = 1;

    /// <summary>
    /// By time: how many days before the latest event the cut is, unless <see cref="After"/> says. Four weeks: every weekday
    /// alike, and long enough that most listeners met something new.
    /// </summary>
    public double Days
    {
        get;
        init => field = value is > 0 and <= 36_500
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Days), value, "the days held out must be above 0, at most 36,500.");
    } = 28;

    /// <summary>By time: the cut itself.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>
    /// Listeners who played fewer tracks keep them all (by time: are not judged, if it was before the cut): their few say too
    /// much of them.
    /// </summary>
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

    /// <summary>The cut of a holdout by time, where the latest event was at <paramref name="latest"/>.</summary>
    public DateTimeOffset CutAt(DateTimeOffset latest) => After ?? latest - TimeSpan.FromDays(Days);

    /// <summary>Whether a listener is judged of whom so many tracks with plays remain in training.</summary>
    public bool Judges(int tracksKnown) => Method != HoldoutMethod.Time || tracksKnown >= MinimumTracks;

    /// <summary>
    /// Whether a pair is held out by fraction. It follows from the ids alone, so from no order and no block.
    /// </summary>
    public bool Holds(string listener, string track, int tracksPlayed) =>
        tracksPlayed >= MinimumTracks
        && StableHash.Fraction(StableHash.Of(track, StableHash.Of(listener, Seed))) < Fraction;
}
