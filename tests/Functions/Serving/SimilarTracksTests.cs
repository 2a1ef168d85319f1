using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Emulators;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Storage;

[assembly: AssemblyFixture(typeof(CosmosServer))]

namespace Mixtape.Functions.Tests.Serving;

/// <summary>Similar tracks from Cosmos DB beside those found in this process, on an app whose documents are all there.</summary>
public sealed class SimilarTracksTests(CosmosServer server) : IAsyncLifetime
{
    // Sums in another order, of floats on one side and doubles on the other.
    private const double Tolerance = 1e-5;

    private CosmosDocumentStore? _documents;
    private MixtapeApp? _app;

    public async ValueTask InitializeAsync()
    {
        if (CosmosServer.Missing is { } reason) Assert.Skip(reason);
        var endpoint = await server.GetEndpointAsync();
        var options = new CosmosDocumentStoreOptions
        {
            Endpoint = endpoint,
            Key = CosmosServer.Key,
            Database = $"test-{Guid.NewGuid():N}",
            CreateContainers = true,
            UseGateway = true,
            Bulk = CosmosServer.IsReal,
            VectorIndex = VectorIndexKind.QuantizedFlat,
            VectorDimensions = 16,
        };
        _documents = CosmosDocumentStore.Open(options, DocumentContainers.All, CosmosServer.NewHandler());
        _app = await MixtapeApp.StartWithAsync(
            services => services.AddSingleton<IDocumentStore>(_documents).AddSingleton(_documents),
            settings: ["--Mixtape:SimilarTracks=Cosmos", $"--Mixtape:Cosmos:Endpoint={endpoint}", "--Mixtape:Cosmos:VectorIndex=QuantizedFlat"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _documents?.Dispose();
    }

    [Fact]
    public async Task GetSimilarTracks_FromCosmos_AreThoseOfThisProcess()
    {
        await SoundApp.SendAsync(_app!);
        await SoundWorld.HearAsync(_app!.Service<TrackAudioStore>(), SoundWorld.World.Tracks.Select(track => track.Id));
        var training = await _app.TrainAsync(SoundWorld.Quick);
        Assert.True(training.GetProperty("requestUnits").GetDouble() >= SoundWorld.World.Tracks.Count);
        var generation = (await _app.Service<Generations>().CurrentAsync(default))!;
        Assert.Contains(Enumerable.Range(0, generation.Tracks), generation.IsPredicted);
        Assert.True(generation.Rows > generation.Tracks);

        var inProcess = new InProcessSimilarTracks();
        for (var row = 0; row < generation.Rows; row += 37)
        {
            var expected = await inProcess.FindAsync(generation, row, 21, default);
            var answer = await _app.GetAsync($"/api/tracks/{generation.TrackId(row)}/similar?count=20");
            AssertSame(generation, expected, [.. answer.GetProperty("tracks").EnumerateArray()]);
        }

        await AssertClearedAsync(generation);
    }

    [Theory]
    [InlineData("Mixtape:Cosmos:Endpoint is not set")]
    [InlineData("set Mixtape:Cosmos:VectorIndex to", "--Mixtape:Cosmos:Endpoint=https://example.com")]
    public async Task Start_CosmosAskedForButNotSetUp_NamesTheSetting(string remedy, params string[] settings)
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => MixtapeApp.StartAsync(null, null, ["--Mixtape:SimilarTracks=Cosmos", .. settings]));
        Assert.Contains(remedy, thrown.Message);
    }

    private static void AssertSame(Generation generation, IReadOnlyList<(float Score, int Row)> expected, JsonElement[] found)
    {
        Assert.Equal(20, found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i].Score, found[i].GetProperty("score").GetDouble(), Tolerance);
            // Where scores differ by less than that, their tracks may change places.
            var row = generation.FindTrack(found[i].GetProperty("track").GetString()!);
            Assert.Contains(expected, near => near.Row == row && Math.Abs(near.Score - expected[i].Score) <= Tolerance);
            Assert.Equal(generation.IsPredicted(row), found[i].GetProperty("predicted").GetBoolean());
        }

        Assert.Equal(found.Length, found.Select(track => track.GetProperty("track").GetString()).Distinct().Count());
    }

    /// <summary>Two generations on, no document of this one is left.</summary>
    private async Task AssertClearedAsync(Generation generation)
    {
        var clear = _app!.Service<IServiceProvider>();
        var task = new BlockTask { Training = generation.Id, Shape = generation.Manifest.Shape };
        var activities = ActivatorUtilities.CreateInstance<ClearActivities>(clear);
        for (var block = 0; block < task.Shape.TrackBlocks; block++) await activities.ClearTracks(task with { Block = block }, default);
        Assert.Empty(await _documents!.NearestAsync(TrackVector.Container, generation.Id, generation.TrackVector(0), 5));
    }
}
