using System.Diagnostics;
using System.Text.Json;
using Mixtape.Music.Evaluation;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Evaluation;

public sealed class RankingMetricsTests
{
    [Fact]
    public void Of_HitsAtOneAndThree_IsWhatPaperAndPencilGive()
    {
        var metrics = RankingMetrics.Of([true, false, true], 4);

        var ideal = 1 + 1 / Math.Log2(3) + 0.5 + 1 / Math.Log2(5);
        Assert.Equal(1.5 / ideal, metrics.Ndcg10, 12);
        Assert.Equal(1.5 / ideal, metrics.Ndcg100, 12);
        Assert.Equal(0.5, metrics.Recall20);
        Assert.Equal(0.2, metrics.Precision10);
        Assert.Equal(1, metrics.Listeners);
    }

    [Fact]
    public void Of_HitAtEachDepthsEdge_CountsOnlyUpToIt()
    {
        Assert.Equal(0.1, RankingMetrics.Of(HitAt(9), 1).Precision10);
        Assert.Equal(1 / Math.Log2(11), RankingMetrics.Of(HitAt(9), 1).Ndcg10, 12);
        Assert.Equal(0, RankingMetrics.Of(HitAt(10), 1).Precision10);
        Assert.Equal(0, RankingMetrics.Of(HitAt(10), 1).Ndcg10);
        Assert.Equal(1, RankingMetrics.Of(HitAt(19), 1).Recall20);
        Assert.Equal(0, RankingMetrics.Of(HitAt(20), 1).Recall20);
        Assert.Equal(1 / Math.Log2(101), RankingMetrics.Of(HitAt(99), 1).Ndcg100, 12);
        Assert.Equal(0, RankingMetrics.Of(HitAt(100), 1).Ndcg100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(150)]
    public void Of_PerfectList_IsOne(int wanted)
    {
        var hits = Enumerable.Range(0, RankingMetrics.Depth).Select(rank => rank < wanted).ToArray();
        var metrics = RankingMetrics.Of(hits, wanted);
        Assert.Equal(1, metrics.Ndcg10, 12);
        Assert.Equal(1, metrics.Ndcg100, 12);
    }

    [Fact]
    public void Of_NothingRankedOrWanted()
    {
        Assert.Equal(new RankingMetrics(1, 0, 0, 0, 0), RankingMetrics.Of([], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.Of([true], 0));
    }

    [Fact]
    public void Mean_OfSums_IsOverListeners()
    {
        var sum = RankingMetrics.Of(HitAt(0), 1) + RankingMetrics.Of([], 1) + RankingMetrics.None;
        Assert.Equal(new RankingMetrics(2, 0.5, 0.5, 0.5, 0.05), sum.Mean());
        Assert.Equal(RankingMetrics.None, RankingMetrics.None.Mean());
    }

    [Fact]
    public async Task Mean_OfARandomSplit_IsWhatTheReferenceScorerGives()
    {
        var scorer = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "score.py"));
        if (!File.Exists(scorer)) Assert.Skip("The reference scorer is not there.");
        var folder = Directory.CreateTempSubdirectory("mixtape-score-");
        try
        {
            var (lists, test) = (Path.Combine(folder.FullName, "lists.tsv"), Path.Combine(folder.FullName, "test.tsv"));
            var mean = await WriteSplitAsync(lists, test);

            var scores = await ScoreAsync(scorer, lists, test);

            Assert.Equal(mean.Listeners, scores["users"]);
            Assert.Equal(scores["NDCG@10"], mean.Ndcg10, 1e-5);
            Assert.Equal(scores["NDCG@100"], mean.Ndcg100, 1e-5);
            Assert.Equal(scores["R@20"], mean.Recall20, 1e-5);
            Assert.Equal(scores["P@10"], mean.Precision10, 1e-5);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool[] HitAt(int rank) => [.. Enumerable.Range(0, 120).Select(place => place == rank)];

    /// <summary>Writes lists and wanted tracks of made-up listeners, some without a list, and returns the metrics.</summary>
    private static async Task<RankingMetrics> WriteSplitAsync(string lists, string test)
    {
        var random = new SeededRandom(5);
        var sum = RankingMetrics.None;
        await using var listWriter = new StreamWriter(lists);
        await using var testWriter = new StreamWriter(test);
        for (var user = 0; user < 300; user++)
        {
            var wanted = new HashSet<int>();
            for (var count = 1 + random.Next(user % 10 == 0 ? 150 : 12); count > 0; count--) wanted.Add(random.Next(400));
            var ranked = user % 17 == 0 ? [] : Enumerable.Range(0, 400).OrderBy(_ => random.NextUInt64()).Take(user % 5 == 0 ? 30 : 100).ToArray();
            foreach (var item in wanted) await testWriter.WriteLineAsync($"u{user} {item} 1");
            await listWriter.WriteLineAsync($"u{user}\t{string.Join(',', ranked)}");
            sum += RankingMetrics.Of([.. ranked.Select(wanted.Contains)], wanted.Count);
        }

        return sum.Mean();
    }

    private static async Task<Dictionary<string, double>> ScoreAsync(string scorer, string lists, string test)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", [scorer, lists, "--test", test, "--json"]) { RedirectStandardOutput = true })!;
            var output = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            Assert.Equal(0, python.ExitCode);
            return JsonSerializer.Deserialize<Dictionary<string, double>>(output)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no python3.");
            throw;
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
