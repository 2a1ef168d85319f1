namespace Mixtape.Music.SampleWorld;

/// <summary>What world to make. The same options make the same world, byte for byte.</summary>
public sealed record SampleWorldOptions
{
    private readonly int _listeners = 2_000;
    private readonly int _artists = 400;
    private readonly int _tracks = 5_000;
    private readonly int _meanEvents = 170;

    /// <summary>
    /// The world's present: everything listened to lies in the year before it, the newest releases in its week.
    /// </summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Every choice in the world follows from it.</summary>
    public ulong Seed { get; init; } = 2026;

    /// <summary>Whether tracks come with features that follow from their genre; all else is the same without.</summary>
    public bool Features { get; init; }

    /// <summary>
    /// How many listeners, 1 to 1,000,000. The default trains in seconds and is enough to show structure.
    /// </summary>
    public int Listeners
    {
        get => _listeners;
        init => _listeners = Within(value, 1, 1_000_000, nameof(Listeners));
    }

    /// <summary>How many artists, 12 (one per genre) to 100,000.</summary>
    public int Artists
    {
        get => _artists;
        init => _artists = Within(value, WorldTruth.GenreCount, 100_000, nameof(Artists));
    }

    /// <summary>How many tracks, 12 to 1,000,000, and at least one per artist.</summary>
    public int Tracks
    {
        get => _tracks;
        init => _tracks = Within(value, WorldTruth.GenreCount, 1_000_000, nameof(Tracks));
    }

    /// <summary>
    /// How many events an average listener leaves, 1 to 10,000. The default makes about 125 different tracks each and
    /// some 335,000 events in all.
    /// </summary>
    public int MeanEvents
    {
        get => _meanEvents;
        init => _meanEvents = Within(value, 1, 10_000, nameof(MeanEvents));
    }

    private static int Within(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must lie between {least} and {most}.");
}
