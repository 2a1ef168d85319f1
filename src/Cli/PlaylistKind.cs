namespace Mixtape.Cli;

/// <summary>A kind of playlist that each listener gets once a week.</summary>
/// <param name="Route">What it is called in the server's routes.</param>
/// <param name="Title">What people call it.</param>
internal sealed record PlaylistKind(string Route, string Title)
{
    /// <summary>What the listener has not heard and would like.</summary>
    public static PlaylistKind DiscoverWeekly { get; } = new("discover-weekly", "Discover Weekly");

    /// <summary>What came out lately.</summary>
    public static PlaylistKind ReleaseRadar { get; } = new("release-radar", "Release Radar");
}
