namespace Mixtape.Music.Playlists;

/// <summary>What a Discover Weekly is made of.</summary>
public sealed record DiscoverWeeklyOptions
{
    /// <summary>Tracks in a playlist: two hours of music.</summary>
    public int Tracks { get; init; } = 30;

    /// <summary>Tracks by one artist at most: a discovery, not a retrospective.</summary>
    public int TracksPerArtist { get; init; } = 2;

    /// <summary>The hour of Monday, local time, at which a week's playlists are built.</summary>
    public int Hour { get; init; } = 6;
}
