namespace Mixtape.Music.Scale;

/// <summary>From event blobs to tiles: what each step reads and writes.</summary>
internal static class PrepareStages
{
    // What counting holds of an event in memory, as its option says.
    private const double CountedEventBytes = 100;

    // What a blob service names in one answer.
    private const double BlobsPerList = 5_000;

    /// <summary>Lists the event blobs, and sorts their events into listener blocks, page by page.</summary>
    public static StagePlan Sort(TrainingSize size)
    {
        var (pages, blocks) = (size.Pages, size.ListenerBlocks);
        var sketch = BlobSizes.Sketch(size.DifferentTracks((double)size.Events / pages));
        var lists = 3.0 * pages + BlobSizes.PageEntry * size.EventBlobs;
        var plan = new StagePlan
        {
            Name = "sort events",
            Activities = 2 + pages,
            Orchestrations = FanOutPlan.Orchestrations(pages),
            Reads = pages + size.EventBlobs,
            BytesRead = lists + size.Events * size.StoredEventBytes,
            Writes = 1 + 2 * pages,
            BytesWritten = BlobSizes.Options + lists + pages * (BlobSizes.Directory(blocks + 1) + sketch)
                + size.Events * size.SortedEventBytes,
            EventsHandled = size.Events,
            Memory = 2 * Math.Min(size.BytesPerPage, size.Events * size.StoredEventBytes) + 500.0 * blocks,
        };
        // One activity lists the blobs and writes the pages, another adds up the pages' counts of different tracks.
        var counts = pages * (BlobSizes.Directory(blocks + 1) + sketch);
        return plan + new StagePlan
        {
            Name = plan.Name,
            Reads = 1 + 2 * pages,
            BytesRead = BlobSizes.Options + counts,
            SerialReads = 1 + 3 * pages + (double)size.EventBlobs / BlobsPerList,
            SerialBytes = counts + lists,
            SerialRuns = 2,
        };
    }

    /// <summary>Counts the plays of each listener block, and numbers the tracks of each track block.</summary>
    public static StagePlan Count(TrainingSize size)
    {
        var (pages, listenerBlocks, trackBlocks) = ((double)size.Pages, (double)size.ListenerBlocks, (double)size.TrackBlocks);
        var plays = Plays(size);
        var count = new StagePlan
        {
            Name = "count plays",
            Activities = listenerBlocks,
            Orchestrations = FanOutPlan.Orchestrations(size.ListenerBlocks),
            Reads = listenerBlocks * (1 + 2 * pages),
            BytesRead = listenerBlocks * (BlobSizes.Options + pages * BlobSizes.Directory(listenerBlocks + 1))
                + size.Events * size.SortedEventBytes,
            Writes = 2 * listenerBlocks,
            BytesWritten = ListenerIds(size) + listenerBlocks * BlobSizes.Directory(trackBlocks) + plays,
            EventsHandled = size.Events,
            Memory = CountedEventBytes * size.Events / listenerBlocks,
        };
        return count + new StagePlan
        {
            Name = count.Name,
            Activities = trackBlocks,
            Orchestrations = FanOutPlan.Orchestrations(size.TrackBlocks),
            Reads = trackBlocks + trackBlocks * listenerBlocks + size.Tiles,
            BytesRead = trackBlocks * BlobSizes.Options + trackBlocks * listenerBlocks * BlobSizes.Directory(trackBlocks) + plays,
            Writes = 2 * trackBlocks,
            BytesWritten = TrackIds(size) + Popularity(size),
        };
    }

    /// <summary>Writes both sides' tiles, and the model.</summary>
    public static StagePlan Tile(TrainingSize size)
    {
        var (listenerBlocks, trackBlocks) = ((double)size.ListenerBlocks, (double)size.TrackBlocks);
        var byListener = new StagePlan
        {
            Name = "tiles",
            Activities = listenerBlocks,
            Orchestrations = FanOutPlan.Orchestrations(size.ListenerBlocks),
            Reads = listenerBlocks + listenerBlocks * trackBlocks + 3 * size.Tiles,
            BytesRead = listenerBlocks * BlobSizes.Options + listenerBlocks * trackBlocks * BlobSizes.Directory(trackBlocks) + Plays(size)
                + size.Tiles / trackBlocks * (TrackIds(size) + Popularity(size)),
            Writes = listenerBlocks,
            BytesWritten = ListenerStrips(size),
            Memory = 3 * ListenerStrips(size) / listenerBlocks,
        };
        return byListener + new StagePlan
        {
            Name = byListener.Name,
            Activities = trackBlocks + 1,
            Orchestrations = FanOutPlan.Orchestrations(size.TrackBlocks),
            Reads = trackBlocks + trackBlocks * listenerBlocks + size.Tiles + 1,
            BytesRead = TrackIds(size) + trackBlocks * listenerBlocks * BlobSizes.Directory(trackBlocks) + ListenerTiles(size)
                + BlobSizes.Options,
            Writes = trackBlocks + 1,
            BytesWritten = TrackStrips(size) + BlobSizes.Model,
            Memory = TrackStrips(size) / trackBlocks,
        };
    }

    /// <summary>The ids of all listeners, block by block.</summary>
    public static double ListenerIds(TrainingSize size) =>
        size.ListenerBlocks * BlobSizes.Ids(size.BlockListeners, size.ListenerIdBytes);

    /// <summary>The ids of all tracks, block by block.</summary>
    public static double TrackIds(TrainingSize size) => size.TrackBlocks * BlobSizes.Ids(size.BlockTracks, size.TrackIdBytes);

    /// <summary>How many listeners all tracks have, block by block.</summary>
    public static double Popularity(TrainingSize size) => size.TrackBlocks * BlobSizes.Popularity(size.BlockTracks);

    /// <summary>All tiles of listeners against tracks.</summary>
    public static double ListenerTiles(TrainingSize size) => size.Tiles * BlobSizes.Tile(size.BlockListeners, size.Pairs / size.Tiles);

    /// <summary>All tiles of tracks against listeners.</summary>
    public static double TrackTiles(TrainingSize size) => size.Tiles * BlobSizes.Tile(size.BlockTracks, size.Pairs / size.Tiles);

    /// <summary>The blobs of the former.</summary>
    public static double ListenerStrips(TrainingSize size) =>
        ListenerTiles(size) + size.ListenerBlocks * BlobSizes.Directory(size.TrackBlocks);

    /// <summary>The blobs of the latter.</summary>
    public static double TrackStrips(TrainingSize size) => TrackTiles(size) + size.TrackBlocks * BlobSizes.Directory(size.ListenerBlocks);

    /// <summary>Counted plays: of each tile, the ids of the tracks that occur there, then the tile.</summary>
    private static double Plays(TrainingSize size)
    {
        var tracks = size.ListenerBlocks * size.DifferentTracks((double)size.Pairs / size.ListenerBlocks);
        return size.Tiles * BlobSizes.Ids(tracks / size.Tiles, size.TrackIdBytes) + ListenerTiles(size);
    }
}
