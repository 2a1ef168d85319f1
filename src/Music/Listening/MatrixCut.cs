namespace Mixtape.Music.Listening;

/// <summary>
/// How large the blocks are that a training cuts the listening matrix into, where its options do not say. It follows from how many events
/// there are, as far as their bytes tell before any is read, and from how many tracks; so the same blobs give the same cut.
/// <para>
/// Up to <see cref="Plenty"/> events blocks are of one size, and there are as many as it takes. Beyond, tiles would grow with the square,
/// and each activity that solves a block goes through all of the other side, again for every few thousand of its rows, with a few blob
/// calls for each of the other side's blocks. So blocks of listeners grow instead of their number: 256 of them keep a hundred instances
/// busy. Blocks of tracks shrink as events grow, so that rows times listeners, the time of one, stays what it was. Both end where they
/// must: at the events that an instance of 2 GB can count, two activities at once; and at the tracks that are solved in one pass.
/// </para>
/// </summary>
public static class MatrixCut
{
    /// <summary>Bytes that an event is taken to be in its blob, before any is read.</summary>
    public const int BytesPerEvent = 80;

    /// <summary>Events up to which blocks are of one size: those of some 250,000 listeners who play 200 tracks four times.</summary>
    public const long Plenty = 256 * FewestEvents;

    private const long FewestEvents = 1_000_000;

    // Counting holds about 100 bytes of an event, and events may be a little shorter than taken: 650 MB of the 850 there are.
    private const long MostEvents = 6_000_000;

    private const int MostTracks = 65_536;

    // The rows of 64 factors whose normal matrices fit in memory at once: fewer would spare no pass.
    private const int FewestTracks = 3_000;

    /// <summary>Events of a block of listeners, roughly, of so many in all.</summary>
    public static long EventsPerListenerBlock(long events) => Math.Clamp(events / 256, FewestEvents, MostEvents);

    /// <summary>
    /// Tracks of a block of tracks, roughly, of so many in all. Few tracks with many events are cut by events: a strip holds 8 bytes of
    /// each pair, so some 400 MB where a track is played four times by each who plays it.
    /// </summary>
    public static int TracksPerTrackBlock(long events, long tracks)
    {
        if (events <= Plenty) return MostTracks;
        var share = (double)Plenty / events;
        return (int)Math.Max(1, Math.Min(Math.Max(FewestTracks, share * MostTracks), share * tracks));
    }
}
