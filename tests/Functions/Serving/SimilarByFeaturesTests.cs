using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Learning.Onnx;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Serving;

public sealed class SimilarByFeaturesTests(FeatureApp features, TrainedApp trained) : IClassFixture<FeatureApp>
{
    [Fact]
    public async Task Similar_ByFeatures_FindsTracksOfTheSameGenre()
    {
        var genres = FeatureWorld.World.Truth.TrackGenres;
        var (same, all) = (0, 0);
        var generation = (await features.App.Service<Generations>().CurrentAsync(default))!;
        foreach (var track in Enumerable.Range(0, 40).Select(i => generation.TrackId(i * generation.Tracks / 40)))
        {
            var similar = await SimilarAsync(track, "?by=features&count=10");
            Assert.Equal(10, similar.Length);
            Assert.DoesNotContain(track, similar.Select(other => other.Track));
            Assert.Equal(similar.OrderByDescending(other => other.Score), similar);
            same += similar.Count(other => genres[other.Track] == genres[track]);
            all += 10;
        }

        var chance = genres.Values.GroupBy(genre => genre).Sum(group => Math.Pow(group.Count() / (double)genres.Count, 2));
        Assert.True(same > 3 * chance * all, $"{same} of {all}, by chance {chance * all:f0}");
    }

    [Fact]
    public async Task Similar_ByFeatures_OfATrackNobodyPlayed_AnswersAsForItsTwin()
    {
        var generation = (await features.App.Service<Generations>().CurrentAsync(default))!;
        var twin = FeatureWorld.World.Tracks.First(track => generation.FindTrack(track.Id) >= 0);
        await FeatureWorld.PutAsync(features.App, twin with { Id = "brand-new", Title = "Brand new" });

        var similar = await SimilarAsync("brand-new", "?by=features&count=5");

        Assert.Equal(twin.Id, similar[0].Track);
        Assert.Equal(twin.Title, similar[0].Title);
        Assert.Equal(1, similar[0].Score, 1e-4);
        Assert.Equal(HttpStatusCode.NotFound, (await features.App.Client.GetAsync("/api/tracks/brand-new/similar")).StatusCode);
    }

    [Fact]
    public async Task Similar_ByListening_IsTheDefault()
    {
        var generation = (await features.App.Service<Generations>().CurrentAsync(default))!;
        var track = generation.TrackId(0);

        var byDefault = await SimilarAsync(track, "?count=50");

        Assert.Equal(byDefault, await SimilarAsync(track, "?count=50&by=listening"));
        Assert.NotEqual(byDefault, await SimilarAsync(track, "?count=50&by=features"));
    }

    [Fact]
    public async Task Similar_ByFeatures_WithSomeOfThem_StillAnswers()
    {
        await FeatureWorld.PutAsync(
            features.App,
            new Track("half-known", "x", "y", Features: new Dictionary<string, double> { ["energy"] = 0.95, ["colour"] = 7 }));

        Assert.Equal(20, (await SimilarAsync("half-known", "?by=features")).Length);
    }

    [Fact]
    public async Task Similar_ByWhatCannotBe_IsAProblemThatSaysWhatToDo()
    {
        await FeatureWorld.PutAsync(
            features.App, new Track("plain", "x", "y"),
            new Track("odd", "x", "y", Features: new Dictionary<string, double> { ["colour"] = 7 }));

        await AssertProblemAsync(features.App, "plain/similar?by=magic", 400, "'by' must be listening, features or audio");
        await AssertProblemAsync(features.App, "plain/similar?by=", 400, "'by' must be");
        await AssertProblemAsync(features.App, "plain/similar?by=features&count=0", 400, "'count'");
        await AssertProblemAsync(features.App, "plain/similar?by=features", 404, "has no features");
        await AssertProblemAsync(features.App, "nothing-at-all/similar?by=features", 404, "has no features");
        await AssertProblemAsync(features.App, "odd/similar?by=features", 404, "knows none of that track's features");
        await AssertProblemAsync(trained.App, $"{trained.World.Tracks[0].Id}/similar?by=features", 404, "no network over tracks' features");
    }

    [Fact]
    public async Task Models_OfTheGeneration_AreAsTheirManifestSays()
    {
        var answer = await features.App.GetAsync("/api/models");
        var generation = (await features.App.Service<Generations>().CurrentAsync(default))!;
        var manifest = ModelManifest.Parse(await features.ReadAsync(FeatureNetwork.Manifest(generation.Id)));

        Assert.Equal(generation.Id, answer.GetProperty("generation").GetString());
        var model = Assert.Single(answer.GetProperty("models").EnumerateArray());
        Assert.Equal("track-features", model.GetProperty("name").GetString());
        Assert.Equal(manifest.Sha256, model.GetProperty("sha256").GetString());
        Assert.Equal(manifest.Length, model.GetProperty("bytes").GetInt64());
        Assert.Equal(manifest.Opset, model.GetProperty("opset").GetInt32());
        Assert.Equal(manifest.Parameters, model.GetProperty("parameters").GetInt64());
        Assert.Equal("1", model.GetProperty("seed").GetString());
        Assert.Equal(["batch", "5"], model.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(size => size.GetString()));
        Assert.Equal(
            ["code", "reconstruction"],
            model.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()));
        Assert.True(model.GetProperty("metrics").GetProperty("varianceExplained").GetDouble() > 0.5);
        var health = await features.App.GetAsync("/api/health");
        Assert.Equal(["track-features"], health.GetProperty("models").EnumerateArray().Select(name => name.GetString()));
    }

    private static async Task AssertProblemAsync(MixtapeApp app, string path, int status, string says)
    {
        var answer = await app.Client.GetAsync($"/api/tracks/{path}");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(says, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    private async Task<SimilarTrack[]> SimilarAsync(string track, string query) =>
        (await features.App.GetAsync($"/api/tracks/{track}/similar{query}")).GetProperty("tracks")
            .Deserialize<SimilarTrack[]>(JsonSerializerOptions.Web)!;
}
