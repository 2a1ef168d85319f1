namespace Mixtape.Music.Genres;

/// <summary>How tracks are put into groups that sound alike.</summary>
public sealed record MicroGenreOptions
{
    /// <summary>With fewer tracks there are no groups; 16 to 1,000,000. Fewer than eight in a group would be chance.</summary>
    public int MinimumTracks
    {
        get;
        init => field = value is >= 16 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinimumTracks), value, "groups must need 16 to 1,000,000 tracks.");
    } = 16;

    /// <summary>
    /// So many tracks, drawn by their ids, the groups are found from at most; 16 to 100,000. All others join the nearest group. The time
    /// grows with it, to half a minute for the default.
    /// </summary>
    public int MaximumSample
    {
        get;
        init => field = value is >= 16 and <= 100_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumSample), value, "groups must be found from 16 to 100,000 tracks.");
    } = 20_000;

    /// <summary>
    /// So many of these, drawn by their ids too, stand on the map at most; 16 to 20,000. More dots than that cover each other.
    /// </summary>
    public int MaximumPoints
    {
        get;
        init => field = value is >= 16 and <= 20_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumPoints), value, "a map must have 16 to 20,000 points.");
    } = 5_000;

    /// <summary>The most groups; 2 to 200. A list of more is no overview.</summary>
    public int MaximumGroups
    {
        get;
        init => field = value is >= 2 and <= 200
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumGroups), value, "there can be 2 to 200 groups.");
    } = 40;

    /// <summary>
    /// Directions of most variance in which tracks are compared; 2 to 256. In many dimensions all distances are nearly the same.
    /// </summary>
    public int Components
    {
        get;
        init => field = value is >= 2 and <= 256
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Components), value, "there must be 2 to 256 components.");
    } = 16;
}
