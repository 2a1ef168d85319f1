namespace Mixtape.Music.Playlists;

/// <summary>The days whose releases are new.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
public readonly record struct ReleaseWindow(DateOnly First, DateOnly Last)
{
    /// <summary>The ISO weeks that it touches, newest first.</summary>
    public IEnumerable<IsoWeek> Weeks
    {
        get
        {
            for (var monday = IsoWeek.Of(Last).Monday; monday.AddDays(6) >= First; monday = monday.AddDays(-7))
                yield return IsoWeek.Of(monday);
        }
    }

    /// <summary>So many weeks of seven days, of which <paramref name="last"/> is the last day.</summary>
    public static ReleaseWindow Until(DateOnly last, int weeks) => new(last.AddDays(1 - 7 * weeks), last);

    /// <summary>Whether what came out on a day is new.</summary>
    public bool Contains(DateOnly day) => First <= day && day <= Last;
}
