using Mixtape.Music.Blobs;

namespace Mixtape.Music.Scale;

/// <summary>Publishing a generation, and deleting what nobody follows any more.</summary>
internal static class PublishStages
{
    private const double DeletesPerActivity = 5_000;

    /// <summary>Copies ids and factors into the generation, and writes a document for each listener and track.</summary>
    public static StagePlan Publish(TrainingSize size)
    {
        var (listenerBlocks, trackBlocks) = ((double)size.ListenerBlocks, (double)size.TrackBlocks);
        var listeners = PrepareStages.ListenerIds(size) + SolveStages.ListenerFactors(size);
        var tracks = PrepareStages.TrackIds(size) + SolveStages.TrackFactors(size) + PrepareStages.Popularity(size);
        var entries = BlobSizes.ManifestEntry * (2 * listenerBlocks + 3 * trackBlocks);
        var rest = BlobSizes.PopularTrack * Math.Min(10_000, size.Tracks) + BlobSizes.Gramian(size.Factors);
        var pairs = (double)size.Pairs / size.Listeners;
        return new StagePlan
        {
            Name = "publish",
            Activities = listenerBlocks + trackBlocks + 1,
            Orchestrations = FanOutPlan.Orchestrations(size.ListenerBlocks) + FanOutPlan.Orchestrations(size.TrackBlocks),
            Reads = 5 * listenerBlocks + listenerBlocks * trackBlocks + size.Tiles + 6 * trackBlocks + 4 + listenerBlocks + trackBlocks,
            BytesRead = 2 * listeners + 2 * tracks + listenerBlocks * BlobSizes.Directory(trackBlocks)
                + listenerBlocks * trackBlocks * IdTable.HeadLength + PrepareStages.ListenerTiles(size)
                + rest + entries + BlobSizes.Options + BlobSizes.Model,
            Writes = 3 * listenerBlocks + 4 * trackBlocks + 3,
            BytesWritten = listeners + tracks + 2.1 * entries + rest + BlobSizes.Options,
            DocumentsWritten = size.Listeners + size.Tracks + 2, // the lock and the pointer
            DocumentBytes = size.Listeners * BlobSizes.ListenerDocument(size.Factors, pairs)
                + size.Tracks * BlobSizes.TrackDocument(size.Factors),
            SerialReads = listenerBlocks + trackBlocks,
            SerialBytes = 2 * entries,
            SerialRuns = 1,
            Memory = listeners / listenerBlocks + 24.0 * size.Pairs / listenerBlocks + 2 * entries,
        };
    }

    /// <summary>Deletes working blobs, and a generation that nobody follows any more, if there is one.</summary>
    public static StagePlan Clear(TrainingSize size)
    {
        var (listenerBlocks, trackBlocks) = ((double)size.ListenerBlocks, (double)size.TrackBlocks);
        var working = WorkingBlobs(size);
        var plan = new StagePlan
        {
            Name = "clear",
            Activities = Math.Floor(working / DeletesPerActivity) + 2,
            Orchestrations = 1,
            Deletes = working,
        };
        if (!size.ClearsGeneration) return plan;
        return plan + new StagePlan
        {
            Name = plan.Name,
            Activities = listenerBlocks + trackBlocks + Math.Floor(2 * listenerBlocks / DeletesPerActivity)
                + Math.Floor(3 * trackBlocks / DeletesPerActivity) + 1,
            Orchestrations = FanOutPlan.Orchestrations(size.ListenerBlocks) + FanOutPlan.Orchestrations(size.TrackBlocks),
            Reads = listenerBlocks + trackBlocks,
            BytesRead = PrepareStages.ListenerIds(size) + PrepareStages.TrackIds(size),
            Deletes = 2 * listenerBlocks + 3 * trackBlocks + 3,
            DocumentsDeleted = size.Listeners + size.Tracks,
        };
    }

    /// <summary>Blobs that a training leaves behind in its own folder.</summary>
    public static double WorkingBlobs(TrainingSize size)
    {
        double both = size.Iterations + size.FinishingIterations;
        return 4 + 2.0 * size.Pages // options, model, popular, head
            + size.ListenerBlocks * (5 + 2 * (both + 1)) // plays, ids, strip, recommended, published; factors and Gramian of each iteration
            + size.TrackBlocks * (4 + 2 * (both + 1))
            + 2 * both + 2; // summed Gramians
    }
}
