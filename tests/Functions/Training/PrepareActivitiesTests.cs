using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

/// <summary>How a training is cut, by a store that says its blobs are longer than they are.</summary>
public sealed class PrepareActivitiesTests : IDisposable
{
    private const string Training = "t1";

    private readonly TemporaryFolder _folder = new();
    private readonly FileBlobStore _blobs;
    private readonly SqliteDocumentStore _documents;

    public PrepareActivitiesTests()
    {
        _blobs = new FileBlobStore(Path.Combine(_folder.Path, "blobs"));
        _documents = new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db"));
    }

    [Theory]
    [InlineData(10_000, 1, 1)]
    [InlineData(200_000_000, 201, 1)]
    [InlineData(512_000_000, 257, 3)]
    [InlineData(5_120_000_000, 854, 21)]
    public async Task Plan_WithoutSizesOfBlocks_ChoosesThem(long events, int listenerBlocks, int trackBlocks) =>
        Assert.Equal((listenerBlocks, trackBlocks), await CutAsync(events, new TrainingOptions()));

    [Fact]
    public async Task Plan_WithSizesOfBlocks_TakesThose()
    {
        var options = new TrainingOptions { EventsPerListenerBlock = 100_000_000, TracksPerTrackBlock = 1_000_000 };

        Assert.Equal((52, 1), await CutAsync(5_120_000_000, options));
    }

    public void Dispose()
    {
        _documents.Dispose();
        _folder.Dispose();
    }

    private async Task<(int ListenerBlocks, int TrackBlocks)> CutAsync(long events, TrainingOptions options)
    {
        var bytes = EventLog.ToBytes(MixtapeApp.SmallWorld.Events.Take(5_000));
        await _blobs.WriteAsync(
            EventIngest.BlobPrefix + "00/all", (stream, cancellation) => stream.WriteAsync(bytes, cancellation).AsTask());
        var store = new LongBlobStore(_blobs, events * MatrixCut.BytesPerEvent);
        using var generations = new Generations(
            store, new GenerationPointer(_documents, TimeProvider.System), TimeProvider.System, NullLogger<Generations>.Instance);
        var activities = new PrepareActivities(store, new TrainingBlobs(store), generations);

        var task = new BlockTask
        {
            Training = Training,
            Shape = await activities.PlanTraining(new TrainingRequest(Training, options), default),
        };
        Assert.Equal((1, events), (task.Shape.Pages, task.Shape.EstimatedEvents));
        await activities.PartitionEvents(task, default);
        return (task.Shape.ListenerBlocks, await activities.SizeTrackBlocks(task, default));
    }

    private sealed class LongBlobStore(IBlobStore inner, long bytes) : IBlobStore
    {
        public Task<BlobProperties> WriteAsync(
            string name, Func<Stream, CancellationToken, Task> content, WriteCondition condition = default,
            CancellationToken cancellationToken = default) => inner.WriteAsync(name, content, condition, cancellationToken);

        public Task<Stream> OpenReadAsync(
            string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
            inner.OpenReadAsync(name, offset, length, cancellationToken);

        public Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken = default) =>
            inner.GetPropertiesAsync(name, cancellationToken);

        public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
            inner.ListAsync(prefix, cancellationToken).Select(blob => blob with { Length = bytes });

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
            inner.DeleteAsync(name, cancellationToken);
    }
}
