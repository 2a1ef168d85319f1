using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

public sealed class TrainingTests(TrainedApp trained)
{
    [Fact]
    public void Training_OfAPlantedWorld_BeatsPopularityClearly()
    {
        var metrics = trained.Training.GetProperty("metrics");

        var model = metrics.GetProperty("model").GetProperty("ndcg@10").GetDouble();
        var popularity = metrics.GetProperty("popularity").GetProperty("ndcg@10").GetDouble();

        Assert.True(model > 2 * popularity, $"{model} against {popularity}");
        Assert.Equal(trained.World.Listeners.Count, trained.Training.GetProperty("listeners").GetInt64());
        Assert.All(
            trained.Training.GetProperty("stages").EnumerateArray(),
            stage => Assert.Equal(stage.GetProperty("total").GetInt32(), stage.GetProperty("done").GetInt32()));
    }

    [Fact]
    public async Task Training_WorkingBlobs_AreGoneAndTheGenerationIsWhole()
    {
        var store = trained.App.Service<IBlobStore>();
        Assert.Empty(await store.ListAsync("trainings/").ToListAsync(TestContext.Current.CancellationToken));

        var generation = (await trained.App.Service<Generations>().CurrentAsync(default))!;
        var names = await store.ListAsync(GenerationManifest.Folder(generation.Id)).Select(blob => blob.Name).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            generation.Manifest.Blobs.Select(blob => blob.Name).Append(GenerationManifest.Name(generation.Id)).Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task Training_HistoriesAndPayloads_StayWithinBudget()
    {
        var hub = trained.App.Service<TaskHub>();
        var instances = 0;
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
        {
            var history = await hub.GetHistoryAsync(instance.InstanceId, default);
            Assert.InRange(history.Count, 1, 1999);
            Assert.All(history, e => Assert.InRange(e.PayloadBytes, 0, 16 * 1024));
            instances++;
        }

        Assert.True(instances > 20);
    }

    [Fact]
    public async Task Training_OfTheMostIterations_StaysWithinTheHistoryBudget()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(trained.World.Events.Take(1000));

        var id = (await app.TrainAsync(new { factors = 4, iterations = 60, finishingIterations = 10 })).GetProperty("id").GetString()!;

        var history = await app.Service<TaskHub>().GetHistoryAsync(id, default);
        var steps = history.Count(e => e is OrchestratorStarted);
        Assert.True(steps > 250);
        Assert.InRange(history.Count + steps, 1, 1999); // Durable Functions also records the end of each step
    }

    [Fact]
    public async Task Training_InManyTiles_LearnsTheSameAsInOne()
    {
        await using var app = await MixtapeApp.StartAsync(
            null, null, "--Mixtape:Training:EventsPerListenerBlock=12000", "--Mixtape:Training:TracksPerTrackBlock=150", "--Mixtape:Training:BytesPerPage=500000");
        await app.SendAsync(trained.World);

        await app.TrainAsync(new { factors = 32 });

        var (one, many) = ((await trained.App.Service<Generations>().CurrentAsync(default))!, (await app.Service<Generations>().CurrentAsync(default))!);
        Assert.Equal((1, 1), (one.Manifest.Shape.ListenerBlocks, one.Manifest.Shape.TrackBlocks));
        Assert.InRange(many.Manifest.Shape.ListenerBlocks, 3, 10);
        Assert.InRange(many.Manifest.Shape.TrackBlocks, 3, 10);
        Assert.InRange(many.Manifest.Shape.Pages, 3, 100);
        Assert.Equal(one.Manifest.Loss, many.Manifest.Loss, one.Manifest.Loss * 1e-4);
        Assert.Equal(one.Manifest.Popularity.Ndcg10, many.Manifest.Popularity.Ndcg10, 0.01); // ties go by block
        Assert.Equal(one.Manifest.Model.Ndcg10, many.Manifest.Model.Ndcg10, 0.01);
        Assert.Equal(one.Manifest.Model.Auc, many.Manifest.Model.Auc, 0.001);
        Assert.Equal(one.Manifest.Model.ExpectedPercentileRank, many.Manifest.Model.ExpectedPercentileRank, 0.001);
        Assert.Equal(one.Manifest.Model.Novelty10, many.Manifest.Model.Novelty10, 0.02);
        Assert.InRange(many.Manifest.Model.Coverage10, one.Manifest.Model.Coverage10 - 10, one.Manifest.Model.Coverage10 + 10);
        Assert.Equal(one.Popular.Select(track => track.Listeners), many.Popular.Select(track => track.Listeners));
    }

    [Theory]
    [InlineData("lastItem")]
    [InlineData("time")]
    public async Task Training_JudgedByWhatCameLater_BeatsPopularity(string method)
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(trained.World);

        var training = await app.TrainAsync(new { factors = 32, iterations = 6, holdoutMethod = method, holdoutItems = 3, holdoutDays = 30 });

        var (model, popularity) = (training.GetProperty("metrics").GetProperty("model"), training.GetProperty("metrics").GetProperty("popularity"));
        Assert.InRange(model.GetProperty("listeners").GetInt32(), 100, 240);
        Assert.True(model.GetProperty("auc").GetDouble() > popularity.GetProperty("auc").GetDouble() + 0.05);
        Assert.True(model.GetProperty("percentileRank").GetDouble() < popularity.GetProperty("percentileRank").GetDouble());
        Assert.True(model.GetProperty("coverage@10").GetInt32() > popularity.GetProperty("coverage@10").GetInt32());
    }

    [Fact]
    public async Task Training_WhileOneRuns_IsToldWhichOne()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(trained.World);
        var first = await (await app.Client.PostAsync("/api/training", null)).Content.ReadFromJsonAsync<JsonElement>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Client.PostAsync("/api/training", null)));

        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(first.GetProperty("id").GetString(), problem.GetProperty("training").GetString());
        }

        await app.WaitAsync(first.GetProperty("statusUrl").GetString()!);
        Assert.Equal("completed", (await app.TrainAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Training_StartedFourTimesAtOnce_RunsOnce()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(trained.World);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Client.PostAsync("/api/training", null)));

        var started = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        await app.WaitAsync(started.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Training_OfNothing_FailsAndSaysWhatToDo()
    {
        await using var app = await MixtapeApp.StartAsync();
        var started = await (await app.Client.PostAsync("/api/training", null)).Content.ReadFromJsonAsync<JsonElement>();

        JsonElement status;
        do status = await app.GetAsync(started.GetProperty("statusUrl").GetString()!);
        while (status.GetProperty("status").GetString() is "pending" or "running");

        Assert.Equal("failed", status.GetProperty("status").GetString());
        Assert.Contains("mixtape import", status.GetProperty("error").GetString());
    }

    [Fact]
    public async Task DailyTimer_FiredByHand_Trains()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(trained.World);

        await app.Client.PostAsync("/admin/functions/TrainDaily", null);

        JsonElement health;
        do health = await app.GetAsync("/api/health");
        while (health.GetProperty("lastTraining").ValueKind == JsonValueKind.Null);
        await app.WaitAsync("/api/training/" + health.GetProperty("lastTraining").GetString());
    }

    [Fact]
    public async Task DailyTimer_AMonthLater_ForgetsWhatIsOver()
    {
        var time = new SetTime(DateTimeOffset.Parse("2026-03-04T12:00:00Z"));
        await using var app = await MixtapeApp.StartAsync(null, time);
        await app.SendAsync(trained.World.Events.Take(1000));
        var url = "/api/training/" + (await app.TrainAsync(new { iterations = 1 })).GetProperty("id").GetString();

        time.Now = time.Now.AddDays(29);
        await app.Client.PostAsync("/admin/functions/TrainDaily", null);
        await app.WaitAsync("/api/training/20260402T120000000");
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync(url)).StatusCode);

        time.Now = time.Now.AddDays(2);
        await app.Client.PostAsync("/admin/functions/TrainDaily", null);
        await app.WaitAsync("/api/training/20260404T120000000");
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task Training_OfManyTracksFewHaveHeard_StillLearnsThem()
    {
        // Two camps, each with its own 400 tracks, and 6,000 tracks more that one listener each has heard once.
        var random = new Mixtape.Numerics.SeededRandom(3);
        var at = DateTimeOffset.Parse("2026-01-01T00:00:00Z");
        var plays = Enumerable.Range(0, 300).SelectMany(listener =>
            Enumerable.Range(0, 12).Select(_ => $"camp{listener % 2}-{random.Next(400)}")
                .Concat(Enumerable.Range(0, 20).Select(i => $"alone-{20 * listener + i}"))
                .Select(track => new Mixtape.Music.Listening.ListeningEvent($"l{listener}", track, at, 60_000, Mixtape.Music.Listening.EventKind.Stream)));
        await using var app = await MixtapeApp.StartAsync();
        foreach (var batch in plays.Chunk(1000)) await app.SendAsync(batch);

        await app.TrainAsync(new { factors = 16 });

        foreach (var listener in Enumerable.Range(0, 10))
        {
            var answer = await app.GetAsync($"/api/users/l{listener}/recommendations?count=20");
            Assert.Equal("als", answer.GetProperty("model").GetString());
            Assert.True(MixtapeApp.TrackIds(answer).Count(track => track.StartsWith($"camp{listener % 2}", StringComparison.Ordinal)) >= 18);
        }
    }
}
