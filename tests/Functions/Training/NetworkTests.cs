using System.Text.Json;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Training;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

public sealed class NetworkTests(TrainedApp trained)
{
    [Fact]
    public async Task Training_OfTracksWithoutFeatures_HasNoNetworkAndSaysSo()
    {
        Assert.Equal("Left out: no track has features.", FeatureWorld.Note(trained.Training));
        var models = await trained.App.GetAsync("/api/models");
        Assert.Empty(models.GetProperty("models").EnumerateArray());
        Assert.Equal(
            (await trained.App.GetAsync("/api/health")).GetProperty("generation").GetString(),
            models.GetProperty("generation").GetString());
        Assert.Null((await trained.App.Service<Generations>().CurrentAsync(default))!.Codes);
    }

    [Fact]
    public async Task Training_OfTooFewTracksWithFeatures_HasNoNetworkAndSaysSo()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(FeatureWorld.World.Events.Take(1000));
        var played = FeatureWorld.World.Events.Take(1000).Select(e => e.Track).Distinct().Take(40).ToHashSet();
        await FeatureWorld.PutAsync(app, [.. FeatureWorld.World.Tracks.Where(track => played.Contains(track.Id))]);

        var training = await app.TrainAsync(FeatureWorld.Quick);

        Assert.Equal("Left out: 40 tracks have features, a network takes 100.", FeatureWorld.Note(training));
        Assert.Empty((await app.GetAsync("/api/models")).GetProperty("models").EnumerateArray());
    }

    [Fact]
    public async Task Training_OfFeaturesThatNoTwoTracksShare_HasNoNetwork()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(FeatureWorld.World.Events.Take(1000));
        await FeatureWorld.PutAsync(app, [.. FeatureWorld.World.Tracks.Select(track =>
            track with { Features = new Dictionary<string, double> { [$"of {track.Id}"] = 1 } })]);

        var training = await app.TrainAsync(FeatureWorld.Quick);

        Assert.Equal("Left out: no feature is known of enough tracks.", FeatureWorld.Note(training));
    }

    [Fact]
    public async Task Training_WhoseNetworkFailsForGood_GoesOnWithoutAndSaysWhy()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(FeatureWorld.World.Events.Take(1000));
        // Beyond what the API takes, as if another version had stored it.
        await app.Service<Catalogue>().PutAsync(
            [.. FeatureWorld.World.Tracks.Select(
                track => track with { Features = new Dictionary<string, double> { ["a"] = 1e300, ["b"] = 1 } })],
            default);

        var training = await app.TrainAsync(FeatureWorld.Quick);

        Assert.StartsWith("Failed, and left out: ", FeatureWorld.Note(training));
        Assert.True(training.GetProperty("published").GetBoolean());
        Assert.Empty((await app.GetAsync("/api/models")).GetProperty("models").EnumerateArray());
    }

    [Fact]
    public async Task Training_InManyBlocksAndAgain_GivesTheSameNetworkWithinTheBudgets()
    {
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:Training:TracksPerTrackBlock=150");
        await app.SendAsync(FeatureWorld.World);
        await using var other = await MixtapeApp.StartAsync();
        await other.SendAsync(FeatureWorld.World);

        var (first, second) = (await app.TrainAsync(FeatureWorld.Quick), await app.TrainAsync(FeatureWorld.Quick));
        await other.TrainAsync(FeatureWorld.Quick);

        Assert.Matches(@"^5 features of \d+ tracks became a network, which encoded \d+\.$", FeatureWorld.Note(first));
        Assert.Equal(FeatureWorld.Note(first), FeatureWorld.Note(second));
        var blobs = await NetworkBlobsAsync(app, first);
        Assert.InRange(blobs.Count, 3 + 3, 3 + 10); // the network's own, and codes of some blocks
        Assert.Equal(blobs, await NetworkBlobsAsync(app, second));
        Assert.Equal(await HashAsync(app), await HashAsync(other)); // however the tracks are cut into blocks
        var hub = app.Service<TaskHub>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
            Assert.All(await hub.GetHistoryAsync(instance.InstanceId, default), e => Assert.InRange(e.PayloadBytes, 0, 16 * 1024));
    }

    [Fact]
    public async Task Training_OfMoreTracksThanANetworkLearnsFrom_EncodesThemAll()
    {
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:Training:Networks:MaximumTracks=50");
        await app.SendAsync(FeatureWorld.World);

        var note = FeatureWorld.Note(await app.TrainAsync(FeatureWorld.Quick));

        var generation = (await app.Service<Generations>().CurrentAsync(default))!;
        Assert.Equal($"5 features of 50 tracks became a network, which encoded {generation.Tracks}.", note);
        var code = new float[generation.Codes!.Index.Width];
        for (var row = 0; row < generation.Tracks; row++)
        {
            generation.Codes.Index.CopyVector(row, code);
            Assert.Contains(code, value => value != 0);
        }
    }

    private static async Task<string> HashAsync(MixtapeApp app) =>
        (await app.GetAsync("/api/models")).GetProperty("models")[0].GetProperty("sha256").GetString()!;

    private static async Task<List<(string Name, string Sha256)>> NetworkBlobsAsync(MixtapeApp app, JsonElement training)
    {
        var id = training.GetProperty("generation").GetString()!;
        var manifest = (await Generation.LoadAsync(app.Service<IBlobStore>(), id, default, withModels: false)).Manifest;
        return [.. manifest.Blobs.Where(blob => blob.Name.Contains("/models/") || blob.Name.EndsWith(".codes", StringComparison.Ordinal))
            .Select(blob => (blob.Name[GenerationManifest.Folder(id).Length..], blob.Sha256))];
    }
}
