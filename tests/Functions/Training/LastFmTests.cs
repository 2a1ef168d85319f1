using System.IO.Compression;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Training;

public sealed class LastFmTests
{
    private const long MaximumMemory = 500_000_000;

    [Fact]
    public async Task Recommendations_OnTheTestSplit_ReachTheirAccuracyWithinTheirMemory()
    {
        var split = FindSplit();
        Assert.SkipUnless(Directory.Exists(split), "The Last.fm split is not beside the repository (../shared/data/lastfm-2k/split).");
        using var folder = new TemporaryFolder();
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var app = await AppProcess.StartAsync(folder.Path, time.Token);
        var at = DateTimeOffset.Parse("2011-05-01T00:00:00Z");
        var train = Read(Path.Combine(split, "train.tsv.gz"))
            .Select(row => new ListeningEvent(row.Listener, row.Track, at, 30_000, EventKind.Stream, row.Count));
        foreach (var batch in train.Chunk(1000))
            (await app.Client.PostAsJsonAsync("/api/events", batch, time.Token)).EnsureSuccessStatusCode();

        var started = await (await app.Client.PostAsync("/api/training", null, time.Token)).Content.ReadFromJsonAsync<JsonElement>(time.Token);
        string? state;
        do
        {
            await Task.Delay(200, time.Token);
            var status = await app.Client.GetFromJsonAsync<JsonElement>(started.GetProperty("statusUrl").GetString(), time.Token);
            state = status.GetProperty("status").GetString();
        }
        while (state is "pending" or "running");
        Assert.Equal("completed", state);

        var wanted = Read(Path.Combine(split, "test.tsv.gz")).ToLookup(row => row.Listener, row => row.Track);
        var (model, popularity) = (await JudgeAsync(app, wanted, "als"), await JudgeAsync(app, wanted, "popularity"));
        TestContext.Current.TestOutputHelper?.WriteLine($"model {model}, popularity {popularity}, memory {app.PeakMemory:N0}");
        Assert.InRange(popularity.Ndcg10, 0.078, 0.080);
        Assert.InRange(model.Ndcg10, 0.250, 0.3);
        Assert.InRange(model.Recall20, 0.285, 0.4);
        Assert.InRange(app.PeakMemory, 50_000_000, MaximumMemory);
    }

    private static async Task<RankingMetrics> JudgeAsync(AppProcess app, ILookup<string, string> wanted, string model)
    {
        var sum = RankingSums.None;
        foreach (var listener in wanted)
        {
            var answer = await app.Client.GetFromJsonAsync<JsonElement>($"/api/users/{listener.Key}/recommendations?count=100&model={model}");
            RankedTrack[] list = [.. MixtapeApp.TrackIds(answer).Select(track => new RankedTrack(listener.Contains(track)))];
            sum += RankingSums.Of(list, new WantedTrack[listener.Count()], candidates: long.MaxValue); // ranks are not asked about
        }

        return sum.Mean(coverage: 0);
    }

    private static IEnumerable<(string Listener, string Track, int Count)> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            yield return (cells[0], cells[1], int.Parse(cells[2]));
        }
    }

    private static string FindSplit([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../shared/data/lastfm-2k/split"));
}
