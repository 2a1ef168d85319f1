using Mixtape.Functions.Audio;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

public sealed class SoundActivitiesTests : IDisposable
{
    private const int Blocks = 3;
    private const int Factors = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly FileBlobStore _store;
    private readonly TrackAudioStore _audio;
    private readonly SoundActivities _activities;
    private readonly BlockTask _task = new()
    {
        Training = "t1",
        Side = Side.Tracks,
        Iteration = 2,
        Shape = new TrainingShape { TrackBlocks = Blocks },
    };

    public SoundActivitiesTests()
    {
        _store = new FileBlobStore(Path.Combine(_folder.Path, "blobs"));
        _audio = new TrackAudioStore(new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db")));
        _activities = new SoundActivities(_store, new TrainingBlobs(_store), _audio);
    }

    [Fact]
    public async Task Activities_RunAgainWhileTracksAreHeard_GiveTheSameBytes()
    {
        Assert.False(await _activities.FindSound(_task, default));
        await PrepareAsync();
        Assert.True(await _activities.FindSound(_task, default));
        await RunAsync();
        var first = await BlobsAsync();

        // As after a crash between the writing of a blob and the noting of its step.
        await _audio.WriteAsync(SoundWorld.Audio("new", SoundWorld.Embedding("track-00001")), default);
        await _audio.WriteAsync(SoundWorld.Audio("track-00002", SoundWorld.Embedding("track-00001")), default);
        await RunAsync();

        Assert.Equal(first, await BlobsAsync());
        Assert.Contains(first, blob => blob.Key == "generations/t1/tracks/0000002.sound");
        Assert.Contains(first, blob => blob.Key == "generations/t1/tracks/0000002.predicted");
    }

    [Fact]
    public async Task PredictSound_PredictsTracksThatFewOrNoneHavePlayed()
    {
        await PrepareAsync();

        await RunAsync();

        var blobs = new TrainingBlobs(_store);
        for (var block = 0; block < Blocks; block++)
        {
            var ids = await blobs.ReadIdsAsync("t1", Side.Tracks, block, default);
            var predicted = await blobs.ReadAsync(SoundEntry.PredictedTracks("t1", block), IdTable.ReadAsync, default);
            var wanted = SoundWorld.World.Tracks.Select(track => track.Id)
                .Where(id => BlockPlays.BlockOf(id, Blocks) == block && (ids.Find(id) is < 0 || ListenersOf(id) < 5));
            Assert.Equal(wanted.Order(StringComparer.Ordinal), predicted);
            Assert.Equal(predicted.Count, (await blobs.ReadAsync(SoundEntry.Predicted("t1", block), FactorBlob.ReadAsync, default)).Rows);
        }
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static int ListenersOf(string track) => (int)(StableHash.Of(track, seed: 3) % 40);

    /// <summary>Lets all tracks be heard, and writes what a training has of those that are played: factors that follow from genres.</summary>
    private async Task PrepareAsync()
    {
        var tracks = SoundWorld.World.Tracks.Select(track => track.Id).ToArray();
        await SoundWorld.HearAsync(_audio, tracks);
        var blobs = new TrainingBlobs(_store);
        await blobs.WriteJsonAsync(TrainingBlobs.Options("t1"), new TrainingOptions(), default);
        await blobs.WriteJsonAsync(TrainingBlobs.Model("t1"), new AlternatingLeastSquaresOptions { Factors = Factors }, default);
        for (var block = 0; block < Blocks; block++)
        {
            var ids = tracks.Where(id => !SoundWorld.Unplayed.Contains(id) && BlockPlays.BlockOf(id, Blocks) == block)
                .Order(StringComparer.Ordinal).ToArray();
            var listeners = Array.ConvertAll(ids, ListenersOf);
            var factors = new FactorMatrix(ids.Length, Factors);
            for (var row = 0; row < ids.Length; row++) SoundWorld.Embedding(ids[row]).AsSpan(0, Factors).CopyTo(factors[row]);
            await blobs.WriteAsync(TrainingBlobs.Ids("t1", Side.Tracks, block), new IdTable(ids).WriteAsync, default);
            await blobs.WriteAsync(
                TrainingBlobs.Popularity("t1", block), (stream, token) => PopularityBlob.WriteAsync(stream, listeners, listeners, token), default);
            await blobs.WriteAsync(
                TrainingBlobs.Factors("t1", 1, Side.Tracks, block), (stream, token) => FactorBlob.WriteAsync(stream, factors, token), default);
        }
    }

    private async Task RunAsync()
    {
        for (var page = 0; page < SoundActivities.Pages; page++) await _activities.GatherSound(_task with { Block = page }, default);
        Assert.Equal(SoundWorld.Model, (await _activities.SettleSound(_task, default)).Model);
        var collected = new StageTally();
        for (var block = 0; block < Blocks; block++) collected += await _activities.CollectSound(_task with { Block = block }, default);
        Assert.Equal(SoundWorld.World.Tracks.Count, collected.Rows);
        Assert.NotNull((await _activities.TrainSound(new SoundTask(_task, collected.Entries), default)).Quality);
        for (var block = 0; block < Blocks; block++) await _activities.PredictSound(_task with { Block = block }, default);
    }

    private async Task<SortedDictionary<string, string>> BlobsAsync()
    {
        var blobs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in _store.ListAsync(""))
        {
            await using var stream = await _store.OpenReadAsync(blob.Name);
            var bytes = new byte[blob.Length];
            await stream.ReadExactlyAsync(bytes);
            blobs.Add(blob.Name, Convert.ToHexString(bytes));
        }

        return blobs;
    }
}
