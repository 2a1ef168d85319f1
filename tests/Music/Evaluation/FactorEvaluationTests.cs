using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Music.Tests.Collaborative;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Tests.Evaluation;

public sealed class FactorEvaluationTests
{
    private const int Listeners = 60;
    private const int Tracks = 230;

    private static readonly HoldoutOptions _holdout = new();

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task JudgeBlockAsync_RandomFactors_IsWhatSortingEverythingGives(int trackBlocks, bool ties)
    {
        var plays = PlayMatrix.Random(Listeners, Tracks, 3);
        var (listeners, tracks) = (RandomFactors(Listeners, 1, ties), RandomFactors(Tracks, 2, ties));

        var judgement = await JudgeAsync(plays, listeners, tracks, trackBlocks);

        var matrix = MatrixOf(plays);
        var byModel = Sorted(matrix, (u, i) => Dot.Product(listeners[u], tracks[i]), keepUnplayed: true);
        var byPopularity = Sorted(matrix, (_, i) => matrix.TrainingListeners[i], keepUnplayed: false);
        AssertEqual(byModel, judgement.ModelMean);
        AssertEqual(byPopularity, judgement.PopularityMean);
        Assert.True(byModel.Listeners > 50);
        Assert.True(judgement.PopularityMean.HeadShare10 > judgement.ModelMean.HeadShare10);
        Assert.True(judgement.PopularityMean.Novelty10 < judgement.ModelMean.Novelty10);
    }

    [Fact]
    public async Task JudgeAsync_OfPartsOfTheListeners_AddsUp()
    {
        var matrix = MatrixOf(PlayMatrix.Random(Listeners, Tracks, 4));
        var (listeners, tracks) = (RandomFactors(Listeners, 1), RandomFactors(Tracks, 2));
        var evaluation = new FactorEvaluation(
            1, (_, _) => Task.FromResult(tracks), (_, _) => Task.FromResult(matrix.TrainingListeners),
            PopularityHead.Of(matrix.TrainingListeners), Listeners);

        var parts = new List<Judgement>();
        foreach (var rows in Enumerable.Range(0, Listeners).Chunk(7))
            parts.Add(await evaluation.JudgeBlockAsync(listeners, rows, [0], (_, _, _) => Task.FromResult(matrix.ByListener), _holdout, default));

        var (whole, sum) = (await FactorEvaluation.JudgeAsync(matrix, listeners, tracks, _holdout, default), Judgement.Sum(parts));
        AssertEqual(whole.ModelMean, sum.ModelMean);
        AssertEqual(whole.PopularityMean, sum.PopularityMean);
    }

    [Fact]
    public async Task JudgeAsync_ByTime_LeavesOutWhoHadTooLittleBefore()
    {
        var plays = new PlayMatrix(2, 9);
        for (var i = 0; i < 6; i++) plays[0, i] = 1;
        plays.Hold(0, 7, 1);
        plays[1, 0] = 1;
        plays.Hold(1, 8, 1);
        var byTime = new HoldoutOptions { Method = HoldoutMethod.Time };

        var judged = await FactorEvaluation.JudgeAsync(MatrixOf(plays), RandomFactors(2, 1), RandomFactors(9, 2), byTime, default);
        var all = await FactorEvaluation.JudgeAsync(MatrixOf(plays), RandomFactors(2, 1), RandomFactors(9, 2), _holdout, default);

        Assert.Equal((1, 2), (judged.Model.Listeners, all.Model.Listeners));
    }

    [Fact]
    public async Task JudgeAsync_WhatWasSetAside_IsNeitherKnownNorWanted()
    {
        var plays = new PlayMatrix(1, 4);
        plays[0, 0] = 1;
        plays[0, 1] = 0;
        plays.Hold(0, 2, 5);
        plays.Hold(0, 3, 0);

        var judgement = await FactorEvaluation.JudgeAsync(MatrixOf(plays), RandomFactors(1, 1), RandomFactors(4, 2), _holdout, default);

        Assert.Equal(2, judgement.Model.Places10);
        Assert.Equal(5, judgement.Model.HeldOutStrength);
    }

    [Fact]
    public async Task JudgeAsync_ScoresThatAreNoNumbers_StandLast()
    {
        var plays = new PlayMatrix(1, 5);
        plays.Hold(0, 4, 1);
        var (listener, tracks) = (RandomFactors(1, 1), new FactorMatrix(5, 4));
        tracks[4].Fill(float.NaN);

        var judgement = await FactorEvaluation.JudgeAsync(MatrixOf(plays), listener, tracks, _holdout, default);

        Assert.Equal((0.0, 1.0), (judgement.ModelMean.Auc, judgement.ModelMean.ExpectedPercentileRank));
    }

    [Fact]
    public async Task JudgeAsync_NothingHeldOut_IsOfNobody()
    {
        var plays = new PlayMatrix(2, 3) { [0, 1] = 1 };
        var judgement = await FactorEvaluation.JudgeAsync(MatrixOf(plays), RandomFactors(2, 1), RandomFactors(3, 2), _holdout, default);
        Assert.Equal(RankingMetrics.None, judgement.ModelMean);
    }

    [Fact]
    public void PopularityHead_Of_IsTheHundredthRoundedUpWithTiesByKey()
    {
        int[] counts = [.. Enumerable.Range(0, 201).Select(i => i is 7 or 50 or 200 ? 9 : i == 100 ? 10 : i % 5)];
        var head = PopularityHead.Of(counts);
        Assert.Equal([7, 50, 100], Enumerable.Range(0, 201).Where(i => head.Holds(counts[i], TrackKey.Of(0, i))));
        Assert.False(PopularityHead.Of([]).Holds(1, 0));
        Assert.True(PopularityHead.Of([0]).Holds(0, 0));
    }

    internal static ListeningMatrix MatrixOf(PlayMatrix plays) => new(
        [.. Enumerable.Range(0, plays.Listeners).Select(u => $"listener {u}")], [.. Enumerable.Range(0, plays.Tracks).Select(i => $"track {i}")],
        plays.Tile(Side.Listeners, .., ..));

    private static async Task<Judgement> JudgeAsync(PlayMatrix plays, FactorMatrix listeners, FactorMatrix tracks, int trackBlocks)
    {
        var bounds = Enumerable.Range(0, trackBlocks + 1).Select(block => Tracks * block / trackBlocks).ToArray();
        var all = MatrixOf(plays).TrainingListeners;
        Task<int[]> Counts(int block, CancellationToken cancellation) => Task.FromResult(all[bounds[block]..bounds[block + 1]]);
        var evaluation = new FactorEvaluation(
            trackBlocks, (block, _) => Task.FromResult(Slice(tracks, bounds[block], bounds[block + 1])), Counts,
            await PopularityHead.FindAsync(trackBlocks, Counts, default), Listeners);
        return await evaluation.JudgeBlockAsync(
            listeners, [.. Enumerable.Range(0, Listeners)], [.. Enumerable.Range(0, trackBlocks)],
            (block, _, _) => Task.FromResult(plays.Tile(Side.Listeners, .., bounds[block]..bounds[block + 1])), _holdout, default);
    }

    /// <summary>The metrics of whole lists, sorted by score.</summary>
    private static RankingMetrics Sorted(ListeningMatrix matrix, Func<int, int, float> score, bool keepUnplayed)
    {
        var evaluation = new ListEvaluation(matrix.TrainingListeners, matrix.Listeners.Count);
        var tile = matrix.ByListener;
        for (var u = 0; u < matrix.Listeners.Count; u++)
        {
            var known = tile.Columns[tile.Row(u, includeHoldout: false)].ToHashSet();
            var wanted = tile.Columns[tile.Holdout(u)].Zip(tile.Values[tile.Holdout(u)]).ToDictionary(pair => pair.First, pair => pair.Second);
            var ranked = Enumerable.Range(0, Tracks).Where(i => !known.Contains(i)).OrderByDescending(i => score(u, i)).ThenBy(i => i);
            evaluation.Add([.. ranked], wanted, known.Count);
        }

        Assert.True(keepUnplayed || Array.TrueForAll(matrix.TrainingListeners, count => count > 0));
        return evaluation.Mean();
    }

    private static void AssertEqual(RankingMetrics expected, RankingMetrics actual)
    {
        Assert.Equal((expected.Listeners, expected.Coverage10), (actual.Listeners, actual.Coverage10));
        Assert.Equal(
            [expected.Ndcg10, expected.Ndcg100, expected.Recall20, expected.Precision10, expected.MeanAveragePrecision10, expected.Auc,
                expected.ExpectedPercentileRank, expected.Novelty10, expected.HeadShare10],
            [actual.Ndcg10, actual.Ndcg100, actual.Recall20, actual.Precision10, actual.MeanAveragePrecision10, actual.Auc,
                actual.ExpectedPercentileRank, actual.Novelty10, actual.HeadShare10],
            (double a, double b) => Math.Abs(a - b) < 1e-9);
    }

    private static FactorMatrix RandomFactors(int rows, ulong seed, bool ties = false)
    {
        var random = new SeededRandom(seed);
        var factors = new FactorMatrix(rows, 4);
        for (var row = 0; row < rows; row++)
            foreach (ref var value in factors[row]) value = ties ? random.Next(2) : (float)random.NextGaussian();
        return factors;
    }

    private static FactorMatrix Slice(FactorMatrix matrix, int start, int end)
    {
        var slice = new FactorMatrix(end - start, matrix.Width);
        for (var row = start; row < end; row++) matrix[row].CopyTo(slice[row - start]);
        return slice;
    }
}
