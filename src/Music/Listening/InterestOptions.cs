namespace Mixtape.Music.Listening;

/// <summary>What an event says of a listener's interest in a track, in streams of today.</summary>
public sealed record InterestOptions
{
    /// <summary>
    /// Played for less than this is a skip, not interest: 30 seconds, as streaming services count a stream.
    /// </summary>
    public const int StreamMilliseconds = 30_000;

    /// <summary>A save is a deliberate act that outlasts the moment.</summary>
    public float Save { get; init => field = Weight(value, nameof(Save)); } = 3;

    /// <summary>Adding to a playlist is as deliberate, but often serves an occasion.</summary>
    public float PlaylistAdd { get; init => field = Weight(value, nameof(PlaylistAdd)); } = 2;

    /// <summary>A like, from radio above all: the listener met the track there and asked for more.</summary>
    public float Like { get; init => field = Weight(value, nameof(Like)); } = 3;

    /// <summary>Going from a track to its artist's page is curiosity, not yet taste.</summary>
    public float ArtistVisit { get; init => field = Weight(value, nameof(ArtistVisit)); } = 0.25f;

    /// <summary>
    /// After so many days an event counts half. A year: tastes drift over seasons, and what was loved last year still
    /// tells more than nothing.
    /// </summary>
    public float HalfLifeDays
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(HalfLifeDays), value, "the half-life must be above 0.");
    } = 365;

    /// <summary>
    /// The most that one pair can weigh; above 0, at most 1e9. No person plays a track a million times; a broken client does.
    /// </summary>
    public float MaximumPlays
    {
        get;
        init => field = value is > 0 and <= 1e9f
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumPlays), value, "the most plays must be above 0, at most 1e9.");
    } = 1_000_000;

    /// <summary>
    /// The weight of an event at the time <paramref name="asOf"/>; 0 for a skip. Events later than that weigh as those
    /// of that time.
    /// </summary>
    public double Weigh(ListeningEvent e, DateTimeOffset asOf)
    {
        double each = e.Kind switch
        {
            EventKind.Stream => e.MsPlayed >= StreamMilliseconds ? 1 : 0,
            EventKind.Save => Save,
            EventKind.PlaylistAdd => PlaylistAdd,
            EventKind.Like => Like,
            EventKind.ArtistVisit => ArtistVisit,
            _ => 0f,
        };
        var age = Math.Max(0, (asOf - e.Timestamp).TotalDays);
        return each * e.Count * Math.Pow(2, -age / HalfLifeDays);
    }
    private static float Weight(float value, string name) => float.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"the weight of {name} must be a number from 0.");
}
