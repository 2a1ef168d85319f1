using Mixtape.Functions.Audio;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Audio;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

public sealed class GroupActivitiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileBlobStore _store;
    private readonly TrainingBlobs _blobs;
    private readonly TrackAudioStore _audio;
    private readonly GroupActivities _activities;
    private readonly BlockTask _task = new() { Training = "t1", Side = Side.Tracks, Shape = new TrainingShape { TrackBlocks = 3 } };

    public GroupActivitiesTests()
    {
        _store = new FileBlobStore(Path.Combine(_folder.Path, "blobs"));
        _blobs = new TrainingBlobs(_store);
        _audio = new TrackAudioStore(new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db")));
        _activities = new GroupActivities(_store, _blobs, _audio);
    }

    [Fact]
    public async Task Activities_RunAgainWhileDocumentsChange_GiveTheSameBytes()
    {
        string[] tracks = [.. SoundWorld.World.Tracks.Take(200).Select(track => track.Id)];
        await PrepareAsync(tracks);
        foreach (var track in tracks.Skip(50)) // the documents of the first ones are missing
            await HearAsync(track, SoundWorld.World.Truth.TrackGenres[track]);
        var found = await RunAsync();
        var first = await BlobsAsync();
        Assert.Equal(200, found.Sample);

        // As after a crash between the writing of a blob and the noting of its step.
        foreach (var track in tracks) await HearAsync(track, "another");
        Assert.Equal(found, await RunAsync());

        Assert.Equal(first, await BlobsAsync());
        Assert.Contains(first, blob => blob.Key == "generations/t1/tracks/0000002.groups");
        var entries = await SoundGroups.ReadEntriesAsync(_blobs, "t1", 3, default);
        Assert.Equal(
            ["generations/t1/catalogue-map.json", .. Enumerable.Range(0, 3).Select(block => $"generations/t1/tracks/{block:D7}.groups")],
            entries.Select(entry => entry.Name));
    }

    [Fact]
    public async Task FindGroups_OfTooFewTracks_FindsNoneAndWritesNothing()
    {
        await PrepareAsync([.. SoundWorld.World.Tracks.Take(15).Select(track => track.Id)]);

        Assert.Equal(new FoundGroups(0, 15, 0), await _activities.FindGroups(_task, default));

        Assert.DoesNotContain(await BlobsAsync(), blob => blob.Key.Contains("groups"));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private async Task PrepareAsync(string[] tracks)
    {
        await _blobs.WriteJsonAsync(TrainingBlobs.Options("t1"), new TrainingOptions(), default);
        await _blobs.WriteJsonAsync(TrainingBlobs.Model("t1"), new AlternatingLeastSquaresOptions(), default);
        await _blobs.WriteJsonAsync(
            TrainingBlobs.SoundPlan("t1"), new SoundPlan(SoundWorld.Model, SoundWorld.Embedding(tracks[0]).Length, tracks.Length), default);
        for (var block = 0; block < 3; block++)
        {
            string[] own = [.. tracks.Where((_, i) => i % 3 == block).Order(StringComparer.Ordinal)];
            var embeddings = new FactorMatrix(own.Length, SoundWorld.Embedding(tracks[0]).Length);
            for (var row = 0; row < own.Length; row++) SoundWorld.Embedding(own[row]).CopyTo(embeddings[row]);
            await _blobs.WriteAsync(SoundEntry.Tracks("t1", block), new IdTable(own).WriteAsync, default);
            await _blobs.WriteAsync(
                SoundEntry.Embeddings("t1", block),
                (stream, cancellation) => FactorBlob.WriteAsync(stream, embeddings, cancellation), default);
        }
    }

    private Task HearAsync(string track, string genre) => _audio.WriteAsync(
        SoundWorld.Audio(track, SoundWorld.Embedding(track)) with { Features = new AudioFeatures { Seconds = 1, Genre = genre } }, default);

    private async Task<FoundGroups> RunAsync()
    {
        var found = await _activities.FindGroups(_task, default);
        for (var block = 0; block < 3; block++) await _activities.GroupTracks(_task with { Block = block }, default);
        await _activities.MapCatalogue(_task, default);
        return found;
    }

    private async Task<SortedDictionary<string, string>> BlobsAsync()
    {
        var blobs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in _store.ListAsync(""))
        {
            await using var stream = await _store.OpenReadAsync(blob.Name);
            var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            blobs.Add(blob.Name, Convert.ToHexString(bytes.ToArray()));
        }

        return blobs;
    }
}
