using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>From event blobs to the tiles of the listening matrix, in five steps that each fan out.</summary>
public sealed class PrepareActivities(IBlobStore store, TrainingBlobs blobs, Generations generations)
{
    // A page of many small blobs costs time rather than memory.
    private const int MaximumBlobsPerPage = 1000;

    // A store may date a blob before it can be listed. Events dated so shortly before the start count as newer than the
    // generation too: folding their listeners in again changes nothing, missing one would.
    private static readonly TimeSpan _writingTime = TimeSpan.FromMinutes(1);

    /// <summary>Writes down the options, lists the event blobs and cuts them into pages.</summary>
    [Function(nameof(PlanTraining))]
    public async Task<TrainingShape> PlanTraining([ActivityTrigger] TrainingRequest request, CancellationToken cancellationToken)
    {
        var training = request.Training;
        await blobs.WriteJsonAsync(TrainingBlobs.Options(training), request.Options, cancellationToken);
        var started = await store.GetPropertiesAsync(TrainingBlobs.Options(training), cancellationToken);

        var page = new List<string>();
        long pageBytes = 0, bytes = 0;
        var pages = 0;
        await foreach (var blob in store.ListAsync(EventIngest.BlobPrefix, cancellationToken))
        {
            page.Add(blob.Name);
            bytes += blob.Length;
            if ((pageBytes += blob.Length) >= request.Options.BytesPerPage || page.Count == MaximumBlobsPerPage) await EndPageAsync();
        }

        if (page.Count > 0) await EndPageAsync();
        var events = bytes / MatrixCut.BytesPerEvent;
        var eventsPerBlock = request.Options.EventsPerListenerBlock ?? MatrixCut.EventsPerListenerBlock(events);
        return new TrainingShape
        {
            Pages = pages,
            EstimatedEvents = events,
            ListenerBlocks = (int)(events / eventsPerBlock) + 1,
            Cutoff = started!.LastModified - _writingTime,
            StartFrom = request.Options.WarmStart ? (await generations.CurrentAsync(cancellationToken, anew: true))?.Id : null,
        };

        async Task EndPageAsync()
        {
            var task = new BlockTask { Training = training, Block = pages++ };
            await blobs.WriteJsonAsync(TrainingBlobs.Page(task), page, cancellationToken);
            page.Clear();
            pageBytes = 0;
        }
    }

    /// <summary>Sorts a page's events into listener blocks.</summary>
    [Function(nameof(PartitionEvents))]
    public async Task<StageTally> PartitionEvents([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var partition = new EventPartition(task.Shape.ListenerBlocks);
        foreach (var name in await blobs.ReadJsonAsync<string[]>(TrainingBlobs.Page(task), cancellationToken))
        {
            await using var stream = await store.OpenReadAsync(name, cancellationToken: cancellationToken);
            try
            {
                await foreach (var e in EventLog.ReadAsync(stream, cancellationToken)) partition.Add(e);
            }
            catch (CorruptBlobException damage)
            {
                throw new CorruptBlobException($"Blob '{name}' is damaged. {damage.Message}");
            }
        }

        await blobs.WriteAsync(TrainingBlobs.Partition(task.Training, task.Block), partition.WriteAsync, cancellationToken);
        return new StageTally { Rows = partition.Events, Latest = partition.Latest };
    }

    /// <summary>
    /// Estimates the number of tracks from the pages' sketches, and from it the number of track blocks.
    /// </summary>
    [Function(nameof(SizeTrackBlocks))]
    public async Task<int> SizeTrackBlocks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var options = await blobs.ReadOptionsAsync(task.Training, cancellationToken);
        var tracks = new DistinctCount();
        for (var page = 0; page < task.Shape.Pages; page++)
        {
            await using var sketch = await OpenPartitionAsync(task, page, task.Shape.ListenerBlocks, cancellationToken);
            var bytes = new byte[sketch.Length];
            await sketch.Stream.ReadExactlyAsync(bytes, cancellationToken);
            tracks.Add(bytes);
        }

        var estimate = tracks.Estimate();
        var tracksPerBlock = options.TracksPerTrackBlock ?? MatrixCut.TracksPerTrackBlock(task.Shape.EstimatedEvents, estimate);
        return (int)(estimate / tracksPerBlock) + 1;
    }

    /// <summary>
    /// Counts the plays of a listener block: repeated events left out, weighed, and the holdout set apart.
    /// </summary>
    [Function(nameof(CountPlays))]
    public async Task<StageTally> CountPlays([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var options = await blobs.ReadOptionsAsync(task.Training, cancellationToken);
        var counter = new PlayCounter(options.Interest, task.Shape.AsOf);
        for (var page = 0; page < task.Shape.Pages; page++)
        {
            await using var segment = await OpenPartitionAsync(task, page, task.Block, cancellationToken);
            foreach (var e in EventPartition.Read(segment.Stream, segment.Length)) counter.Add(e);
        }

        var (listeners, plays) = BlockPlays.Build(counter, task.Shape.TrackBlocks, options.Holdout);
        await blobs.WriteAsync(TrainingBlobs.Ids(task.Training, Side.Listeners, task.Block), listeners.WriteAsync, cancellationToken);
        await WriteSegmentsAsync(
            TrainingBlobs.Plays(task.Training, task.Block), BlobKind.LocalPlays, plays,
            block => block.ToBytesAsync(cancellationToken), cancellationToken);
        return new StageTally
        {
            Rows = listeners.Count,
            Entries = plays.Sum(p => (long)p.Tile.Entries),
            Totals = ConfidenceTotals.OfListeners(listeners.Count, plays.Select(p => p.Tile)),
        };
    }

    /// <summary>Numbers the tracks of a track block, and counts their listeners.</summary>
    [Function(nameof(NumberTracks))]
    public async Task<StageTally> NumberTracks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var confidence = (await blobs.ReadOptionsAsync(task.Training, cancellationToken)).Model.Confidence;
        var numbering = new TrackNumbering();
        for (var block = 0; block < task.Shape.ListenerBlocks; block++)
            if (await blobs.ReadPlaysAsync(task, block, task.Block, cancellationToken) is { } plays) numbering.Add(plays);
        var (tracks, training, all) = numbering.Build();
        await blobs.WriteAsync(TrainingBlobs.Ids(task.Training, Side.Tracks, task.Block), tracks.WriteAsync, cancellationToken);
        await blobs.WriteAsync(
            TrainingBlobs.Popularity(task.Training, task.Block),
            (stream, cancellation) => PopularityBlob.WriteAsync(stream, training, all, cancellation),
            cancellationToken);
        return new StageTally { Rows = tracks.Count, Totals = ConfidenceTotals.OfTracks(confidence, training) };
    }

    /// <summary>Writes a listener block's strip: its plays with tracks numbered, weighed against all that each listener plays.</summary>
    [Function(nameof(TileByListener))]
    public async Task<StageTally> TileByListener([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var confidence = (await blobs.ReadOptionsAsync(task.Training, cancellationToken)).Model.Confidence;
        var (played, tiles, listeners) = (new List<int>(), new List<MatrixTile>(), new List<int[]>());
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            if (await blobs.ReadPlaysAsync(task, task.Block, block, cancellationToken) is not { } plays) continue;
            played.Add(block);
            tiles.Add(plays.Renumber(await blobs.ReadIdsAsync(task.Training, Side.Tracks, block, cancellationToken)));
            var counts = (await blobs.ReadPopularityAsync(task.Training, block, cancellationToken)).Training;
            listeners.Add(Array.ConvertAll(tiles[^1].Columns, column => counts[column]));
        }

        var segments = new byte[task.Shape.TrackBlocks][];
        Array.Fill(segments, []);
        var tally = new StageTally();
        var weighed = new ConfidenceWeights(confidence, task.Shape.Totals).Weigh(tiles, listeners);
        for (var i = 0; i < weighed.Length; i++)
        {
            tally += new StageTally
            {
                Entries = weighed[i].Entries,
                Observations = weighed[i].Values.Count(strength => strength > 0),
                Excess = confidence.Alpha * weighed[i].Values.Sum(strength => (double)strength),
            };
            segments[played[i]] = await TileBlob.ToBytesAsync(weighed[i], cancellationToken);
        }

        await WriteSegmentsAsync(
            TrainingBlobs.Strip(task.Training, Side.Listeners, task.Block), BlobKind.TileStrip, segments, Task.FromResult, cancellationToken);
        return tally;
    }

    /// <summary>Writes a track block's strip: the listeners' tiles, transposed.</summary>
    [Function(nameof(TileByTrack))]
    public async Task<StageTally> TileByTrack([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var tracks = await blobs.ReadIdsAsync(task.Training, Side.Tracks, task.Block, cancellationToken);
        var tiles = new byte[task.Shape.ListenerBlocks][];
        long entries = 0;
        for (var block = 0; block < tiles.Length; block++)
        {
            tiles[block] = [];
            var strip = await blobs.OpenStripAsync(task, Side.Listeners, block, cancellationToken);
            if (!strip.Blocks.Contains(task.Block)) continue;
            var tile = (await strip.ReadAsync(task.Block, tracks.Count, cancellationToken)).Transpose(tracks.Count);
            entries += tile.Entries;
            tiles[block] = await TileBlob.ToBytesAsync(tile, cancellationToken);
        }

        await WriteSegmentsAsync(
            TrainingBlobs.Strip(task.Training, Side.Tracks, task.Block), BlobKind.TileStrip, tiles, Task.FromResult, cancellationToken);
        return new StageTally { Entries = entries };
    }

    /// <summary>Writes down the model: as the options say, with the penalty that suits the matrix.</summary>
    [Function(nameof(SettleModel))]
    public async Task SettleModel([ActivityTrigger] SettleRequest request, CancellationToken cancellationToken)
    {
        var options = await blobs.ReadOptionsAsync(request.Training, cancellationToken);
        var model = options.Model.WithRelativeRegularization(options.Regularization, request.Totals);
        await blobs.WriteJsonAsync(TrainingBlobs.Model(request.Training), model, cancellationToken);
    }

    private async Task<OpenSegment> OpenPartitionAsync(BlockTask task, int page, int segment, CancellationToken cancellationToken)
    {
        var name = TrainingBlobs.Partition(task.Training, page);
        var directory = await blobs.ReadDirectoryAsync(
            name, BlobKind.EventPartition, task.Shape.ListenerBlocks + 1, cancellationToken);
        return new OpenSegment(
            await blobs.OpenSegmentAsync(name, directory[segment], cancellationToken), directory[segment].Length);
    }

    private async Task WriteSegmentsAsync<T>(
        string name, BlobKind kind, T[] parts, Func<T, Task<byte[]>> toBytes, CancellationToken cancellationToken)
    {
        var segments = new ReadOnlyMemory<byte>[parts.Length];
        for (var i = 0; i < parts.Length; i++) segments[i] = await toBytes(parts[i]);
        await blobs.WriteAsync(
            name, (stream, cancellation) => SegmentedBlob.WriteAsync(stream, kind, segments, cancellation), cancellationToken);
    }

    private sealed record OpenSegment(Stream Stream, long Length) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Stream.DisposeAsync();
    }
}
