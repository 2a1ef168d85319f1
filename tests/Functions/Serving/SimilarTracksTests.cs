using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Emulators;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Storage;

[assembly: AssemblyFixture(typeof(CosmosServer))]

namespace Mixtape.Functions.Tests.Serving;

/// <summary>Similar tracks from Cosmos DB beside those found in this process, on an app whose documents are all there.</summary>
public sealed class SimilarTracksTests(CosmosServer server)
{
    // Sums in another order, of floats on one side and doubles on the other.
    private const double Tolerance = 1e-5;

    [Fact]
    public async Task GetSimilarTracks_FromCosmos_AreThoseOfThisProcess()
    {
        if (CosmosServer.Missing is { } reason) Assert.Skip(reason);
        var options = new CosmosDocumentStoreOptions
        {
            Endpoint = await server.GetEndpointAsync(),
            Key = CosmosServer.Key,
            Database = $"test-{Guid.NewGuid():N}",
            CreateContainers = true,
            UseGateway = true,
            Bulk = CosmosServer.IsReal,
            VectorIndex = VectorIndexKind.QuantizedFlat,
            VectorDimensions = 16,
        };
        using var documents = CosmosDocumentStore.Open(options, DocumentContainers.All, CosmosServer.NewHandler());
        await using var app = await MixtapeApp.StartWithAsync(
            services => services.AddSingleton<IDocumentStore>(documents).AddSingleton(documents),
            settings:
            [
                "--Mixtape:SimilarTracks=Cosmos", $"--Mixtape:Cosmos:Endpoint={options.Endpoint}",
                "--Mixtape:Cosmos:VectorIndex=QuantizedFlat",
            ]);
        await SoundApp.SendAsync(app);
        await SoundWorld.HearAsync(app.Service<TrackAudioStore>(), SoundWorld.World.Tracks.Select(track => track.Id));
        var training = await app.TrainAsync(SoundWorld.Quick);
        var generation = (await app.Service<Generations>().CurrentAsync(default))!;
        Assert.True(training.GetProperty("requestUnits").GetDouble() >= generation.Rows);
        Assert.Contains(Enumerable.Range(0, generation.Tracks), generation.IsPredicted);
        Assert.True(generation.Rows > generation.Tracks);

        var inProcess = new InProcessSimilarTracks();
        for (var row = 0; row < generation.Rows; row += 37)
        {
            var expected = await inProcess.FindAsync(generation, row, 21, default);
            var answer = await app.GetAsync($"/api/tracks/{generation.TrackId(row)}/similar?count=20");
            AssertSame(generation, expected, [.. answer.GetProperty("tracks").EnumerateArray()]);
        }

        // Clearing the generation leaves no document, of unplayed tracks neither.
        var clear = ActivatorUtilities.CreateInstance<ClearActivities>(app.Service<IServiceProvider>());
        var task = new BlockTask { Training = generation.Id, Shape = generation.Manifest.Shape };
        for (var block = 0; block < task.Shape.TrackBlocks; block++) await clear.ClearTracks(task with { Block = block }, default);
        Assert.Empty(await documents.NearestAsync(TrackVector.Container, generation.Id, generation.TrackVector(0), 5));
        if (!CosmosServer.IsReal) return;
        using var client = new CosmosClient(options.Endpoint.AbsoluteUri, options.Key);
        using var deleted = await client.GetDatabase(options.Database).DeleteStreamAsync();
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
}
