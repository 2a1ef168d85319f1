using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Audio;

public sealed class AudioAnalysisTests
{
    private const int Sound = 21;

    [Fact]
    public async Task Run_AudioPutThereByOtherMeans_HearsItOnceAndLeavesNothingOut()
    {
        await using var app = await MixtapeApp.StartAsync();
        var (store, results) = (app.Service<IBlobStore>(), app.Service<TrackAudioStore>());
        for (var i = 0; i < Sound; i++) await WriteAsync(store, AudioBlobName.Of($"track {i}")!, Tone.Wave(200 + 10 * i, 0.5));
        await WriteAsync(store, "audio/damaged", [.. "RIFF"u8, 255, 255, 255, 255, .. "WAVEfmt "u8, 0, 0, 0, 0]);
        await WriteAsync(store, "audio/empty", []);
        await WriteAsync(store, "audio/song.wav", Tone.Wave(440)); // no track's name
        await WriteAsync(store, "audios", Tone.Wave(440)); // beside the folder
        await results.WriteAsync(new TrackAudio("gone", "h", "m", DateTimeOffset.UnixEpoch, null, [], "It was damaged."), default);

        var first = await RunAsync(app);
        var heard = await results.FindAsync("track 7", default);
        var second = await RunAsync(app);

        Assert.Equal((Sound + 2, Sound + 2, Sound, 0, 2, 1, 1), Counts(first));
        Assert.Equal((Sound + 2, Sound + 2, 0, Sound, 2, 1, 0), Counts(second));
        Assert.Equal(0.5, heard!.Features!.Seconds, 0.01);
        Assert.Equal(heard.AnalyzedAt, (await results.FindAsync("track 7", default))!.AnalyzedAt);
        Assert.Equal("failed", (await app.GetAsync("/api/tracks/damaged/audio-features")).GetProperty("state").GetString());
        Assert.Equal("failed", (await app.GetAsync("/api/tracks/empty/audio-features")).GetProperty("state").GetString());
        Assert.Null(await results.FindAsync("gone", default));
        Assert.Null(await results.FindAsync("song.wav", default));
        await foreach (var _ in store.ListAsync("audio-analyses/")) Assert.Fail("A list was left behind.");
        await AssertBudgetsAsync(app);
    }

    [Fact]
    public async Task Run_AudioThatChanged_HearsThatAlone()
    {
        await using var app = await MixtapeApp.StartAsync();
        var store = app.Service<IBlobStore>();
        foreach (var track in new[] { "a", "b", "c" }) await WriteAsync(store, $"audio/{track}", Tone.Wave(440));
        await RunAsync(app);
        await WriteAsync(store, "audio/a", Tone.Wave(440)); // the same bytes
        await WriteAsync(store, "audio/b", Tone.Wave(440, 2));
        await store.DeleteAsync("audio/c");

        var run = await RunAsync(app);

        Assert.Equal((2, 2, 1, 1, 0, 0, 1), Counts(run));
        Assert.Equal(2, (await app.Service<TrackAudioStore>().FindAsync("b", default))!.Features!.Seconds, 0.01);
    }

    [Fact]
    public async Task Timer_RunsWhereThereIsAudioAlone()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.Client.PostAsync("/admin/functions/AnalyzeAudioHourly", null);
        await WriteAsync(app.Service<IBlobStore>(), "events/none", [1]);
        var before = await app.Client.GetAsync("/api/audio/analyses/audio-analysis");
        await WriteAsync(app.Service<IBlobStore>(), "audio/t", Tone.Wave(440));

        await app.Client.PostAsync("/admin/functions/AnalyzeAudioHourly", null);
        var run = await app.WaitAsync("/api/audio/analyses/audio-analysis");

        Assert.Equal(404, (int)before.StatusCode);
        Assert.Equal(1, run.GetProperty("heard").GetInt64());
    }

    [Fact]
    public async Task Runs_StartedManyTimesAtOnce_AreOne()
    {
        await using var app = await MixtapeApp.StartAsync();
        for (var i = 0; i < 12; i++) await WriteAsync(app.Service<IBlobStore>(), $"audio/{i}", Tone.Wave(440 + i));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Client.PostAsync("/api/audio/analyses", null)));

        Assert.All(answers, answer => Assert.Equal(202, (int)answer.StatusCode));
        var location = Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        var areNew = await Task.WhenAll(answers.Select(IsNewAsync));
        Assert.Single(areNew, isNew => isNew);
        Assert.Equal(12, (await app.WaitAsync(location)).GetProperty("heard").GetInt64());

        static async Task<bool> IsNewAsync(HttpResponseMessage answer) =>
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("isNew").GetBoolean();
    }

    [Fact]
    public async Task Puts_OfALibraryAtOnce_AreHeardWithoutARunEach()
    {
        const int Tracks = 80;
        await using var app = await MixtapeApp.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, Tracks), async (i, token) =>
        {
            var answer = await app.Client.PutAsync($"/api/tracks/t{i}/audio", new ByteArrayContent(Tone.Wave(200 + i, 0.2)), token);
            Assert.Equal(202, (int)answer.StatusCode);
        });

        var results = app.Service<TrackAudioStore>();
        var ids = Enumerable.Range(0, Tracks).Select(i => $"t{i}").ToArray();
        for (var deadline = DateTime.UtcNow.AddMinutes(2); (await results.GetAsync(ids, default)).Count < Tracks; await Task.Delay(200))
        {
            Assert.True(DateTime.UtcNow < deadline, "Some audio was never heard.");
            await app.Client.PostAsync("/admin/functions/HearWaitingAudio", null); // which a timer does every minute
        }

        var runs = 0;
        await foreach (var instance in app.Service<TaskHub>().Client.GetAllInstancesAsync())
            if (instance.Name == nameof(AudioOrchestrator.HearTrack)) runs++;
        Assert.InRange(runs, 1, Tracks - 1);
        // What waits may have been in the list already; then the run looks once more.
        for (var deadline = DateTime.UtcNow.AddMinutes(1); await app.Service<AudioRuns>().IsWaitingAsync(default); await Task.Delay(200))
        {
            Assert.True(DateTime.UtcNow < deadline, "Something waits for ever.");
            await app.Client.PostAsync("/admin/functions/HearWaitingAudio", null);
        }
    }

    [Theory]
    [InlineData("/api/audio/analyses/unknown")]
    [InlineData("/api/audio/analyses/a%2Fb")]
    public async Task Get_UnknownRun_IsNotFound(string url)
    {
        await using var app = await MixtapeApp.StartAsync();
        Assert.Equal(404, (int)(await app.Client.GetAsync(url)).StatusCode);
    }

    private static async Task<JsonElement> RunAsync(MixtapeApp app)
    {
        var answer = await app.Client.PostAsync("/api/audio/analyses", null);
        Assert.Equal(202, (int)answer.StatusCode);
        return await app.WaitAsync((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("statusUrl").GetString()!);
    }

    private static (long Total, long Done, long Heard, long Known, long Failed, long LeftOut, long Forgotten) Counts(JsonElement run)
    {
        return (Of("total"), Of("done"), Of("heard"), Of("known"), Of("failed"), Of("leftOut"), Of("forgotten"));

        long Of(string name) => run.GetProperty(name).GetInt64();
    }

    private static async Task AssertBudgetsAsync(MixtapeApp app)
    {
        var hub = app.Service<TaskHub>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
        {
            var history = await hub.GetHistoryAsync(instance.InstanceId, default);
            Assert.InRange(history.Count, 1, 1999);
            Assert.All(history, e => Assert.InRange(e.PayloadBytes, 0, 16 * 1024));
        }
    }

    private static Task WriteAsync(IBlobStore store, string name, byte[] content) =>
        store.WriteAsync(name, (stream, cancellation) => stream.WriteAsync(content, cancellation).AsTask());
}
