namespace Mixtape.Music.Playlists;

/// <summary>What a Discover Weekly is made of.</summary>
public sealed record DiscoverWeeklyOptions
{
    /// <summary>Tracks in a playlist, 1 to 1,000. 30 are two hours of music.</summary>
    public int Tracks
    {
        get;
        init => field = value is >= 1 and <= 1_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Tracks), value, "a playlist has 1 to 1,000 tracks.");
    } = 30;

    /// <summary>Tracks by one artist at most, 1 or more: a discovery, not a retrospective.</summary>
    public int TracksPerArtist
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TracksPerArtist), value, "an artist has at least 1 track.");
    } = 2;

    /// <summary>
    /// The share of tracks at most that few or none have played, and that are there by their sound; 0 to 1. A fifth, 6 of 30: enough that
    /// new music is met, little enough that a week does not hang on what nobody has confirmed.
    /// </summary>
    public double MaximumPredictedShare
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumPredictedShare), value, "the share of predicted tracks must be 0 to 1.");
    } = 0.2;

    /// <summary>The hour of Monday, 0 to 23 local time, at which a week's playlists are built.</summary>
    public int Hour
    {
        get;
        init => field = value is >= 0 and <= 23
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Hour), value, "the hour must be 0 to 23.");
    } = 6;
}
