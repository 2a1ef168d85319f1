using System.Net.Http.Json;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests;

public sealed class LogTests
{
    [Fact]
    public async Task LogsAndNames_OfADayWithAListener_NeverNameThem()
    {
        const string Secret = "listener-who-must-not-be-named";
        using var folder = new TemporaryFolder();
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var app = await AppProcess.StartAsync(folder.Path, time.Token);
        var play = new ListeningEvent(Secret, "track-1", DateTimeOffset.Parse("2026-01-01T00:00:00Z"), 60_000, EventKind.Stream);

        await app.Client.PostAsJsonAsync("/api/events", new[] { play, play with { Track = "track-2" } }, time.Token);
        await app.Client.PostAsJsonAsync("/api/events", new[] { play with { MsPlayed = -1 } }, time.Token);
        await app.Client.PutAsync($"/api/users/{Secret}/follows/artist", null, time.Token);
        await app.Client.PostAsync("/admin/functions/TrainDaily", null, time.Token);
        string health;
        do health = await app.Client.GetStringAsync("/api/health", time.Token);
        while (health.Contains("\"generation\":null", StringComparison.Ordinal));
        string[] questions =
        [
            "recommendations", "recommendations?model=neighbours", "similar", "discover-weekly", "release-radar", "nothing",
            "recommendations?count=x",
        ];
        foreach (var question in questions)
            await app.Client.GetAsync($"/api/users/{Secret}/{question}", time.Token);
        await app.Client.PostAsync("/api/discover-weekly", null, time.Token);
        await app.Client.PostAsync("/api/release-radar", null, time.Token);
        var instances = await app.Client.GetStringAsync("/runtime/webhooks/durabletask/instances?showInput=true", time.Token);
        await app.DisposeAsync();

        var log = await app.Output;
        Assert.Contains("Training", log); // the nightly training says that it started, so there is a log to look at
        Assert.DoesNotContain(Secret, log);
        Assert.Contains("discover-weekly-", instances);
        Assert.DoesNotContain(Secret, instances);
        var files = Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith(".ndjson", StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain(Secret, file));
    }
}
