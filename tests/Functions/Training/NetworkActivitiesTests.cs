using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

public sealed class NetworkActivitiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileBlobStore _store;
    private readonly Catalogue _catalogue;
    private readonly NetworkActivities _activities;
    private readonly BlockTask _task = new() { Training = "t1", Side = Side.Tracks, Shape = new TrainingShape { TrackBlocks = 2 } };

    public NetworkActivitiesTests()
    {
        _store = new FileBlobStore(Path.Combine(_folder.Path, "blobs"));
        var documents = new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db"));
        _catalogue = new Catalogue(documents, new Releases(documents, new MixtapeOptions(), TimeZoneInfo.Utc, TimeProvider.System));
        _activities = new NetworkActivities(_store, new TrainingBlobs(_store), _catalogue, NullLogger<NetworkActivities>.Instance);
    }

    [Fact]
    public async Task Activities_RunAgainWhileTheCatalogueChanges_GiveTheSameBytes()
    {
        Assert.False(await _activities.FindFeatures(_task, default));
        await PrepareAsync(FeatureWorld.World.Tracks);
        Assert.True(await _activities.FindFeatures(_task, default));
        await RunAsync();
        var first = await BlobsAsync();

        // As after a crash between the writing of a blob and the noting of its step.
        await _catalogue.PutAsync([.. FeatureWorld.World.Tracks.Select(track => track with { Features = new Dictionary<string, double>() })], default);
        await RunAsync();

        Assert.Equal(first, await BlobsAsync());
        Assert.Contains(first, blob => blob.Key == FeatureNetwork.Model("t1"));
        Assert.Contains(first, blob => blob.Key == "generations/t1/tracks/0000001.codes");
    }

    [Fact]
    public async Task EncodeTracks_OfTracksWithoutFeatures_LeavesZeros()
    {
        await PrepareAsync([.. FeatureWorld.World.Tracks.Select((track, i) => i % 3 == 0 ? track with { Features = null } : track)]);

        await RunAsync();

        await using var stream = await _store.OpenReadAsync("generations/t1/tracks/0000000.codes");
        var codes = await FactorBlob.ReadAsync(stream, default);
        Assert.Equal(350, codes.Rows);
        for (var row = 0; row < codes.Rows; row++) Assert.Equal(row % 3 == 0, codes[row].IndexOfAnyExcept(0f) < 0);
    }

    [Fact]
    public async Task TrainNetwork_OfAsManyAndAsLongNamesAsThereMayBe_TakesThemAll()
    {
        const int Groups = 4;
        string[] names = [.. Enumerable.Range(0, Groups * TrackBatch.MaximumFeatures)
            .Select(i => $"{i:d3}".PadRight(ExternalId.MaximumLength, '\u00e9'))];
        await PrepareAsync([.. FeatureWorld.World.Tracks.Select((track, i) => track with
        {
            Features = names.Skip(i % Groups * TrackBatch.MaximumFeatures).Take(TrackBatch.MaximumFeatures)
                .ToDictionary(name => name, name => Math.Sin((i + 1) * (name[2] - '0' + 1))),
        })]);

        await RunAsync(new NetworkOptions().MaximumColumns);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    /// <summary>Puts tracks into the catalogue, and their ids into two blocks.</summary>
    private async Task PrepareAsync(IReadOnlyList<Track> tracks)
    {
        await _catalogue.PutAsync(tracks, default);
        var blobs = new TrainingBlobs(_store);
        await blobs.WriteJsonAsync(TrainingBlobs.Options("t1"), new TrainingOptions(), default);
        foreach (var (block, part) in tracks.Chunk(tracks.Count / 2).Index())
        {
            var ids = new IdTable(Array.ConvertAll(part, track => track.Id));
            await blobs.WriteAsync(TrainingBlobs.Ids("t1", Side.Tracks, block), ids.WriteAsync, default);
        }
    }

    private async Task RunAsync(int columns = 5)
    {
        for (var block = 0; block < 2; block++) await _activities.CollectFeatures(_task with { Block = block }, default);
        Assert.Equal(columns, (await _activities.TrainNetwork(_task, default)).Columns);
        for (var block = 0; block < 2; block++) await _activities.EncodeTracks(_task with { Block = block }, default);
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
