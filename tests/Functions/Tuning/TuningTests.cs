using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Tuning;

public sealed class TuningTests(TrainedApp trained)
{
    [Fact]
    public async Task Tuning_OfAGrid_RanksTrialsAndTrainingsStartFromTheBestUntilReset()
    {
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:Training:Iterations=1"); // so that another trial wins
        await app.SendAsync(trained.World);

        var tuning = await TuneAsync(app, new { factors = new[] { 2, 32 }, regularization = new[] { 0.3, 3000 }, iterations = new[] { 6 } });

        var trials = tuning.GetProperty("trials").EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(0, 5), trials.Select(trial => trial.GetProperty("trial").GetInt32()).Order());
        var ndcg = trials.Select(trial => trial.GetProperty("metrics").GetProperty("ndcg@10").GetDouble()).ToArray();
        Assert.Equal(ndcg.OrderDescending(), ndcg);
        Assert.True(ndcg[0] > 2 * tuning.GetProperty("popularity").GetProperty("ndcg@10").GetDouble());
        Assert.Equal(trials[0].GetProperty("trial").GetInt32(), tuning.GetProperty("winner").GetInt32());
        Assert.True(tuning.GetProperty("saved").GetBoolean());
        Assert.Equal(JsonValueKind.Null, tuning.GetProperty("sample").ValueKind);
        Assert.All(
            tuning.GetProperty("stages").EnumerateArray(),
            stage => Assert.Equal(stage.GetProperty("total").GetInt32(), stage.GetProperty("done").GetInt32()));
        Assert.Empty(await app.Service<IBlobStore>().ListAsync("trainings/").ToListAsync());
        Assert.Null(await app.Service<TrainingLock>().LastAsync(default)); // the lock was held, but by no training

        var inForce = await app.GetAsync("/api/training-defaults");
        var (factors, iterations) = (trials[0].GetProperty("factors").GetInt32(), trials[0].GetProperty("iterations").GetInt32());
        Assert.Equal(factors, inForce.GetProperty("settings").GetProperty("factors").GetInt32());
        Assert.Equal((tuning.GetProperty("id").GetString(), ndcg[0]), (inForce.GetProperty("tuning").GetString(), inForce.GetProperty("value").GetDouble()));
        await app.TrainAsync(new { alpha = 4 });
        var options = (await app.Service<Generations>().CurrentAsync(default))!.Manifest.Options;
        Assert.Equal((factors, iterations, 4), (options.Model.Factors, options.Iterations, options.Model.Confidence.Alpha));

        var reset = await (await app.Client.DeleteAsync("/api/training-defaults")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(64, reset.GetProperty("settings").GetProperty("factors").GetInt32());
        Assert.Equal(reset.ToString(), (await app.GetAsync("/api/training-defaults")).ToString());
        Assert.False(reset.TryGetProperty("tuning", out _));
    }

    [Fact]
    public async Task Tuning_ATrial_HasTheMetricsOfATrainingWithItsSettings()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(trained.World);

        var tuning = await TuneAsync(app, new { factors = new[] { 32 }, save = false });

        var trial = tuning.GetProperty("trials").EnumerateArray().Single(trial => trial.GetProperty("trial").GetInt32() == 1);
        var expected = trained.Training.GetProperty("metrics");
        Assert.Equal(expected.GetProperty("model").ToString(), trial.GetProperty("metrics").ToString());
        Assert.Equal(expected.GetProperty("popularity").ToString(), tuning.GetProperty("popularity").ToString());
        Assert.False(tuning.GetProperty("saved").GetBoolean());
        Assert.False((await app.GetAsync("/api/training-defaults")).TryGetProperty("tuning", out _));
    }

    [Fact]
    public async Task Tuning_Drawn_GivesTheSameTableHoweverManyRunAtOnce()
    {
        var tables = new List<string>();
        foreach (var settings in new string[][] { ["--Mixtape:Tuning:Width=1"], ["--Mixtape:Tuning:Width=3"] })
        {
            await using var app = await MixtapeApp.StartAsync(null, null, settings);
            await SendAsync(app, 6000);
            var tuning = await TuneAsync(app, new
            {
                factors = new[] { 4, 12 },
                alpha = new[] { 1, 20 },
                curve = new[] { "linear", "logarithmic" },
                iterations = new[] { 3 },
                random = 6,
                seed = 5,
                metric = "percentileRank",
            });
            tables.Add(string.Join('\n', tuning.GetProperty("trials").EnumerateArray().Select(trial =>
                string.Join(' ', trial.EnumerateObject().Where(field => field.Name != "seconds").Select(field => field.Value.ToString())))));
        }

        Assert.Equal(tables[0], tables[1]);
        Assert.Equal(7, tables[0].Split('\n').Distinct().Count());
    }

    [Fact]
    public async Task Tuning_OfMoreThanATrialHolds_RunsOnASampleAndSaysSo()
    {
        await using var app = await MixtapeApp.StartAsync(
            null, null, "--Mixtape:Tuning:MaximumPairs=4000", "--Mixtape:Training:EventsPerListenerBlock=12000", "--Mixtape:Training:TracksPerTrackBlock=150");
        await app.SendAsync(trained.World);

        var tuning = await TuneAsync(app, new { factors = new[] { 16 }, iterations = new[] { 4 } });

        Assert.InRange(tuning.GetProperty("pairs").GetInt32(), 2500, 4000);
        Assert.InRange(tuning.GetProperty("listeners").GetInt32(), 30, 200);
        Assert.Matches("sample of [0-9]+ of 240 listeners", tuning.GetProperty("sample").GetString());
        var best = tuning.GetProperty("trials")[0].GetProperty("metrics").GetProperty("ndcg@10").GetDouble();
        Assert.True(best > tuning.GetProperty("popularity").GetProperty("ndcg@10").GetDouble());
    }

    [Fact]
    public async Task Tuning_SettingsThatCannotBeSolved_AreReportedAndNotFatal()
    {
        await using var app = await MixtapeApp.StartAsync();
        await SendAsync(app, 2000);

        var tuning = await TuneAsync(app, new { factors = new[] { 100 }, regularization = new[] { 1e-30 }, iterations = new[] { 4 } });

        var failed = tuning.GetProperty("trials")[1];
        Assert.Equal((1, 0), (failed.GetProperty("trial").GetInt32(), tuning.GetProperty("winner").GetInt32()));
        Assert.Contains("positive definite", failed.GetProperty("error").GetString());
        Assert.Equal(JsonValueKind.Null, failed.GetProperty("metrics").ValueKind);
        Assert.Equal(1, tuning.GetProperty("failed").GetInt32());
        Assert.False(tuning.GetProperty("saved").GetBoolean()); // what wins was in force already
        Assert.False((await app.GetAsync("/api/training-defaults")).TryGetProperty("tuning", out _));
    }

    [Fact]
    public async Task Tuning_OfManyTrials_KeepsHistoriesAndPayloadsSmall()
    {
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:Training:Iterations=1", "--Mixtape:Training:Model:Factors=2");
        await SendAsync(app, 600);

        var tuning = await TuneAsync(app, new { alpha = new[] { 0.001, 1000 }, random = 230 });

        Assert.Equal(231, tuning.GetProperty("trials").GetArrayLength());
        var hub = app.Service<TaskHub>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
        {
            var history = await hub.GetHistoryAsync(instance.InstanceId, default);
            var steps = history.Count(e => e is OrchestratorStarted);
            Assert.InRange(history.Count + steps, 1, 1999); // Durable Functions also records the end of each step
            Assert.All(history, e => Assert.InRange(e.PayloadBytes, 0, 16 * 1024));
        }

        var whole = await hub.GetHistoryAsync(tuning.GetProperty("id").GetString()!, default);
        Assert.InRange(whole.Count, 31, 600); // the last of three runs
    }

    [Fact]
    public async Task TuningAndTraining_AtOnce_AreToldOfEachOther()
    {
        await using var app = await MixtapeApp.StartAsync();
        await SendAsync(app, 3000);
        var first = await StartAsync(app, new { alpha = new[] { 1, 2, 3, 4, 5, 6, 7, 8 } });
        var id = first.GetProperty("id").GetString();
        Assert.Equal(9, first.GetProperty("trials").GetInt32());

        foreach (var route in new[] { "/api/training", "/api/tuning" })
        {
            var answer = await app.Client.PostAsync(route, null);
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Equal(id, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("tuning").GetString());
        }

        await app.WaitAsync(first.GetProperty("statusUrl").GetString()!);
        var training = await (await app.Client.PostAsync("/api/training", null)).Content.ReadFromJsonAsync<JsonElement>();
        var refused = await app.Client.PostAsync("/api/tuning", null);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(
            training.GetProperty("id").GetString(), (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("training").GetString());
        await app.WaitAsync(training.GetProperty("statusUrl").GetString()!);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/api/training/" + id)).StatusCode);
    }

    [Theory]
    [InlineData(0, "mixtape import")]
    [InlineData(3, "withheld")]
    public async Task Tuning_WithoutEnoughToLearnFrom_FailsAndSaysWhatToDo(int events, string expected)
    {
        await using var app = await MixtapeApp.StartAsync();
        if (events > 0) await SendAsync(app, events);
        var started = await StartAsync(app, new { factors = new[] { 4 } });

        JsonElement status;
        do status = await app.GetAsync(started.GetProperty("statusUrl").GetString()!);
        while (status.GetProperty("status").GetString() is "pending" or "running");

        Assert.Equal("failed", status.GetProperty("status").GetString());
        Assert.Contains(expected, status.GetProperty("error").GetString());
        Assert.False((await app.GetAsync("/api/training-defaults")).TryGetProperty("tuning", out _));
    }

    [Fact]
    public async Task DailyTimer_AMonthLater_ForgetsTheTrials()
    {
        var time = new SetTime(DateTimeOffset.Parse("2026-03-04T12:00:00Z"));
        await using var app = await MixtapeApp.StartAsync(null, time);
        await SendAsync(app, 1000);
        var id = (await TuneAsync(app, new { factors = new[] { 4 }, iterations = new[] { 1 } })).GetProperty("id").GetString()!;
        Assert.Equal(2, (await app.Service<TuningTrials>().ReadAsync(id, default)).Count);

        time.Now = time.Now.AddDays(31);
        await app.Client.PostAsync("/admin/functions/TrainDaily", null);
        await app.WaitAsync("/api/training/20260404T120000000");

        Assert.Empty(await app.Service<TuningTrials>().ReadAsync(id, default));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/api/tuning/" + id)).StatusCode);
    }

    private async Task SendAsync(MixtapeApp app, int events)
    {
        foreach (var batch in trained.World.Events.Take(events).Chunk(1000)) await app.SendAsync(batch);
    }

    private static async Task<JsonElement> StartAsync(MixtapeApp app, object settings)
    {
        var answer = await app.Client.PostAsJsonAsync("/api/tuning", settings);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<JsonElement> TuneAsync(MixtapeApp app, object settings) =>
        await app.WaitAsync((await StartAsync(app, settings)).GetProperty("statusUrl").GetString()!);
}
