using Mixtape.Music.Evaluation;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Evaluation;

public sealed class RankingSumsTests
{
    [Fact]
    public void Of_HitsAtOneAndThree_IsWhatPaperAndPencilGive()
    {
        // Of 14 candidates, 4 are wanted: at ranks 0, 2, 5 and 13; 2 + 3 + 10 are misplaced against 0, 1, 2, 3.
        var list = new[] { true, false, true }.Select((hit, place) => new RankedTrack(hit, place + 1, place == 0)).ToArray();
        var sums = RankingSums.Of(list, [new(0, 1), new(2, 1), new(5, 2), new(13, 4)], 14);

        var ideal = 1 + 1 / Math.Log2(3) + 0.5 + 1 / Math.Log2(5);
        Assert.Equal(1.5 / ideal, sums.Ndcg10, 12);
        Assert.Equal(1.5 / ideal, sums.Ndcg100, 12);
        Assert.Equal(0.5, sums.Recall20);
        Assert.Equal(0.2, sums.Precision10);
        Assert.Equal((1 + 2 / 3.0) / 4, sums.AveragePrecision10, 12);
        Assert.Equal(1 - (0 + 1 + 3 + 10) / 40.0, sums.Auc, 12);
        var mean = sums.Mean(3);
        Assert.Equal((0 + 2 + 2 * 5 + 4 * 13) / 13.0 / 8, mean.ExpectedPercentileRank, 12);
        Assert.Equal((1L, 3L, 2.0), (mean.Listeners, mean.Coverage10, mean.Novelty10));
        Assert.Equal(1 / 3.0, mean.HeadShare10, 12);
    }

    [Fact]
    public void Of_HitAtEachDepthsEdge_CountsOnlyUpToIt()
    {
        Assert.Equal(0.1, HitAt(9).Precision10);
        Assert.Equal(0.1, HitAt(9).AveragePrecision10, 12);
        Assert.Equal(1 / Math.Log2(11), HitAt(9).Ndcg10, 12);
        Assert.Equal(0, HitAt(10).Precision10);
        Assert.Equal(0, HitAt(10).AveragePrecision10);
        Assert.Equal(0, HitAt(10).Ndcg10);
        Assert.Equal(1, HitAt(19).Recall20);
        Assert.Equal(0, HitAt(20).Recall20);
        Assert.Equal(1 / Math.Log2(101), HitAt(99).Ndcg100, 12);
        Assert.Equal(0, HitAt(100).Ndcg100);
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(10, 200)]
    [InlineData(150, 200)]
    [InlineData(150, 150)]
    public void Of_PerfectList_IsOne(int wanted, int candidates)
    {
        var list = Enumerable.Range(0, RankingSums.Depth).Select(rank => new RankedTrack(rank < wanted)).ToArray();
        var sums = RankingSums.Of(list, [.. Enumerable.Range(0, wanted).Select(rank => new WantedTrack(rank, 1))], candidates);
        Assert.Equal(1, sums.Ndcg10, 12);
        Assert.Equal(1, sums.Ndcg100, 12);
        Assert.Equal(1, sums.AveragePrecision10, 12);
        Assert.Equal(1, sums.Auc, 12);
    }

    [Fact]
    public void Of_WorstOrder_HasNoAucAndTheLastRanks()
    {
        var sums = RankingSums.Of([], [new(9, 3), new(8, 3)], 10);
        Assert.Equal(0, sums.Auc, 12);
        Assert.Equal((1 + 8 / 9.0) / 2, sums.Mean(0).ExpectedPercentileRank, 12);
    }

    [Fact]
    public void Of_NothingRankedOrWanted()
    {
        var sums = RankingSums.Of([], [new(0, 1)], 1);
        Assert.Equal((1L, 0.0, 0.0, 1.0), (sums.Listeners, sums.Ndcg10, sums.Recall20, sums.Auc));
        Assert.Equal((0.0, 0.0), (sums.Mean(0).Novelty10, sums.Mean(0).HeadShare10));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingSums.Of([new(true)], [], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingSums.Of([new(true)], [new(0, 1), new(1, 1)], 1));
        Assert.Equal(RankingMetrics.None, RankingSums.None.Mean(0));
    }

    [Fact]
    public void Mean_OfSums_IsOverListenersPlacesAndPlays()
    {
        var two = RankingSums.Of([new(true, 4, true)], [new(0, 1)], 11) + RankingSums.Of([new(false, 1), new(false, 1)], [new(10, 3)], 11);
        var mean = two.Mean(3);
        Assert.Equal((2L, 0.5, 0.5, 0.05), (mean.Listeners, mean.Ndcg10, mean.Recall20, mean.Precision10));
        Assert.Equal((0.5, 0.75, 2.0), (mean.Auc, mean.ExpectedPercentileRank, mean.Novelty10));
        Assert.Equal(1 / 3.0, mean.HeadShare10, 12);
    }

    [Fact]
    public async Task Mean_OfRandomLists_IsWhatTheReferenceScorerGives()
    {
        const int Tracks = 400;
        var random = new SeededRandom(5);
        var evaluation = new ListEvaluation(new int[Tracks], 1);
        var (lists, wanted) = (new List<(string, IEnumerable<string>)>(), new List<(string, string)>());
        for (var user = 0; user < 300; user++)
        {
            var held = new Dictionary<int, float>();
            for (var count = 1 + random.Next(user % 10 == 0 ? 150 : 12); count > 0; count--) held[random.Next(Tracks)] = 1;
            var length = user % 17 == 0 ? 0 : user % 5 == 0 ? 30 : 100;
            int[] list = [.. Enumerable.Range(0, Tracks).OrderBy(_ => random.NextUInt64()).Take(length)];
            lists.Add(($"u{user}", list.Select(track => $"{track}")));
            wanted.AddRange(held.Keys.Select(track => ($"u{user}", $"{track}")));
            evaluation.Add(list, held, known: 0);
        }

        AssertScores(await ReferenceScorer.ScoreAsync(lists, wanted), evaluation.Mean());
    }

    [Fact]
    public void Add_TracksThatAListLeavesOut_StandInTheMiddleBehindIt()
    {
        var evaluation = new ListEvaluation([8, 4, 2, 1, 0, 0, 0, 0], listeners: 16);

        evaluation.Add([0, 3], new Dictionary<int, float> { [3] = 1, [7] = 3 }, known: 1);
        evaluation.Add([1], new Dictionary<int, float>(), known: 0); // nothing wanted: not judged

        var mean = evaluation.Mean();
        Assert.Equal((1L, 2L, 2.5), (mean.Listeners, mean.Coverage10, mean.Novelty10)); // 16 of 8 and of 1: 1 and 4 bits
        Assert.Equal((1 / 6.0 + 3 * 4 / 6.0) / 4, mean.ExpectedPercentileRank, 12); // of 7 candidates, 2 to 6 are left out
        Assert.Equal(0.5, mean.HeadShare10);
        Assert.Throws<ArgumentException>(() => evaluation.Add([2, 2], new Dictionary<int, float> { [2] = 1 }, known: 0));
    }

    /// <summary>That metrics are those of the reference scorer, as far as it has them.</summary>
    internal static void AssertScores(Dictionary<string, double> expected, RankingMetrics actual)
    {
        Assert.Equal(expected["users"], actual.Listeners);
        Assert.Equal(expected["NDCG@10"], actual.Ndcg10, 1e-6);
        Assert.Equal(expected["NDCG@100"], actual.Ndcg100, 1e-6);
        Assert.Equal(expected["R@20"], actual.Recall20, 1e-6);
        Assert.Equal(expected["P@10"], actual.Precision10, 1e-6);
        Assert.Equal(expected["MAP@10"], actual.MeanAveragePrecision10, 1e-6);
        Assert.Equal(expected["cover10"], actual.Coverage10);
    }

    private static RankingSums HitAt(int rank) => RankingSums.Of(
        [.. Enumerable.Range(0, 120).Select(place => new RankedTrack(place == rank))], [new(rank, 1)], 120);
}
