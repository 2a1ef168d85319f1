namespace Mixtape.Music.Playlists;

/// <summary>What a Release Radar is made of.</summary>
public sealed record ReleaseRadarOptions
{
    /// <summary>Tracks in a playlist at most, 1 to 1,000. There are fewer where little came out.</summary>
    public int Tracks
    {
        get;
        init => field = value is >= 1 and <= 1_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Tracks), value, "a playlist has 1 to 1,000 tracks.");
    } = 30;

    /// <summary>Tracks by one artist at most, 1 or more, so that an album does not fill the week.</summary>
    public int TracksPerArtist
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TracksPerArtist), value, "an artist has at least 1 track.");
    } = 2;

    /// <summary>
    /// How many weeks a release is new, today among them; 1 to 52. Tracks that were sent when they were older by more than two weeks beyond
    /// this are not found once it is raised: send them again.
    /// </summary>
    public int Weeks
    {
        get;
        init => field = value is >= 1 and <= 52
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Weeks), value, "a release is new for 1 to 52 weeks.");
    } = 6;

    /// <summary>
    /// New releases that are looked at, 1 to 5,000,000, those of the newest weeks first: all listeners' playlists come from these. 200,000
    /// with 64 factors take some 70 MB.
    /// </summary>
    public int MaximumCandidates
    {
        get;
        init => field = value is >= 1 and <= 5_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumCandidates), value, "1 to 5,000,000 new releases can be looked at.");
    } = 200_000;

    /// <summary>The day of the week at which playlists are built: Friday, when new music comes out.</summary>
    public DayOfWeek Day
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Day), value, "the day must be one of Monday to Sunday.");
    } = DayOfWeek.Friday;

    /// <summary>The hour of that day, 0 to 23 local time.</summary>
    public int Hour
    {
        get;
        init => field = value is >= 0 and <= 23
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Hour), value, "the hour must be 0 to 23.");
    } = 6;
}
