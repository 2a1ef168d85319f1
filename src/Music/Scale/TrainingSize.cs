using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;

namespace Mixtape.Music.Scale;

/// <summary>
/// How much there is to learn from, and how a training cuts it: all that <see cref="TrainingPlan"/> computes from. What is not given is
/// what the app does by default, or an average that the plan names.
/// </summary>
public sealed record TrainingSize
{
    /// <summary>Listeners L.</summary>
    public required long Listeners { get; init; }

    /// <summary>Tracks T that somebody has played.</summary>
    public required long Tracks { get; init; }

    /// <summary>Pairs P of a listener and a track they played.</summary>
    public required long Pairs { get; init; }

    /// <summary>Events E that are stored.</summary>
    public required long Events { get; init; }

    /// <summary>Factors D.</summary>
    public int Factors { get; init; } = 64;

    /// <summary>Iterations before the model is judged.</summary>
    public int Iterations { get; init; } = 20;

    /// <summary>Iterations with the holdout included.</summary>
    public int FinishingIterations { get; init; } = 2;

    /// <summary>Bytes of events that one activity sorts.</summary>
    public long BytesPerPage { get; init; } = 32 << 20;

    /// <summary>Events of a listener block, by the estimate that the app makes of them; 0 for what it chooses.</summary>
    public long EventsPerListenerBlock
    {
        get => field > 0 ? field : MatrixCut.EventsPerListenerBlock(EstimatedEvents);
        init;
    }

    /// <summary>Tracks of a track block; 0 for what the app chooses.</summary>
    public int TracksPerTrackBlock
    {
        get => field > 0 ? field : MatrixCut.TracksPerTrackBlock(EstimatedEvents, Tracks);
        init;
    }

    /// <summary>Bytes of normal matrices that are open at once where the other side streams by.</summary>
    public long MatrixBytes { get; init; } = AlternatingLeastSquares.MaximumBytesOfMatrices;

    /// <summary>Events that come in together, so stand in one blob.</summary>
    public double EventsPerBatch { get; init; } = 1_000;

    /// <summary>UTF-8 bytes of a listener's id.</summary>
    public double ListenerIdBytes { get; init; } = 22;

    /// <summary>UTF-8 bytes of a track's id.</summary>
    public double TrackIdBytes { get; init; } = 22;

    /// <summary>UTF-8 bytes of an event's id; 0 for none.</summary>
    public double EventIdBytes { get; init; }

    /// <summary>Bytes of what an event says beside its ids: its time, how long it sounded, its kind.</summary>
    public double EventFieldBytes { get; init; } = 58;

    /// <summary>How unevenly tracks are played: the n-th by rank n to the power of minus this.</summary>
    public double PopularityExponent { get; init; } = 0.8;

    /// <summary>Listeners that the model is judged by at most.</summary>
    public int JudgedListeners { get; init; } = 10_000;

    /// <summary>Whether an older generation is deleted in the end, as from the third training on.</summary>
    public bool ClearsGeneration { get; init; } = true;

    private const int MaximumBlobsPerPage = 1_000;

    /// <summary>Bytes of an event in its blob.</summary>
    public double StoredEventBytes => EventFieldBytes + ListenerIdBytes + TrackIdBytes + (EventIdBytes > 0 ? EventIdBytes + 8 : 0);

    /// <summary>Bytes of an event that is sorted into its block: three lengths, the ids, and 17 bytes of numbers.</summary>
    public double SortedEventBytes => 20 + ListenerIdBytes + TrackIdBytes + EventIdBytes;

    /// <summary>Blobs of events.</summary>
    public long EventBlobs => (long)Math.Ceiling(Events / EventsPerBatch);

    /// <summary>Pages: blobs are added until the page is full.</summary>
    public long Pages
    {
        get
        {
            var blobs = Math.Ceiling(BytesPerPage / (StoredEventBytes * EventsPerBatch));
            return (long)Math.Ceiling(EventBlobs / Math.Min(blobs, MaximumBlobsPerPage));
        }
    }

    /// <summary>How many events the app takes their bytes for when it decides how many blocks there are.</summary>
    public long EstimatedEvents => (long)(Events * StoredEventBytes / MatrixCut.BytesPerEvent);

    /// <summary>Blocks of listeners.</summary>
    public long ListenerBlocks => EstimatedEvents / EventsPerListenerBlock + 1;

    /// <summary>Blocks of tracks.</summary>
    public long TrackBlocks => Tracks / TracksPerTrackBlock + 1;

    /// <summary>Tiles of the matrix, and of those the ones with any pair, were pairs drawn at random.</summary>
    public double Tiles => (double)ListenerBlocks * TrackBlocks * Occupied((double)Pairs / ((double)ListenerBlocks * TrackBlocks));

    /// <summary>Listeners of a block.</summary>
    public double BlockListeners => (double)Listeners / ListenerBlocks;

    /// <summary>Tracks of a block.</summary>
    public double BlockTracks => (double)Tracks / TrackBlocks;

    /// <summary>
    /// Different tracks among so many pairs. Each track of popularity q is among n pairs with probability 1 - exp(-n q); ranks are summed
    /// up in stretches that double, within which popularity is that of the middle rank.
    /// </summary>
    public double DifferentTracks(double pairs)
    {
        double mass = 0, different = 0;
        for (double first = 1; first <= Tracks; first *= 1.25) mass += Stretch(first) * Popularity(first);
        for (double first = 1; first <= Tracks; first *= 1.25)
            different += Stretch(first) * (1 - Math.Exp(-pairs * Popularity(first) / mass));
        return Math.Min(different, pairs);

        double Stretch(double first) => Math.Min(first * 1.25, Tracks + 1) - first;

        double Popularity(double first) => Math.Pow(first * 1.125, -PopularityExponent);
    }

    /// <summary>The chance that something holds any of what falls on it at random, so many on average.</summary>
    public static double Occupied(double mean) => 1 - Math.Exp(-mean);
}
