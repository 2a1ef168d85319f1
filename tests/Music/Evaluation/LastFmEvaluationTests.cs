using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Tests.Evaluation;

/// <summary>The evaluator on real listening: popularity first, whose numbers are known, then a model.</summary>
public sealed class LastFmEvaluationTests
{
    [Fact]
    public async Task Judge_TheTestSplit_GivesPopularityItsKnownNumbersAndTheModelMore()
    {
        var options = new AlternatingLeastSquaresOptions { Factors = 16 };
        var matrix = ReadMatrix("train", "test").Weigh(options.Confidence);
        options = options.WithRelativeRegularization(0.51, matrix.Totals(options.Confidence.Alpha));
        var model = await new InProcessTraining(options, Environment.ProcessorCount).RunAsync(matrix, 8, default);

        var judgement = await FactorEvaluation.JudgeAsync(matrix, model.Listeners, model.Tracks, new HoldoutOptions(), default);

        var popularity = judgement.PopularityMean;
        Assert.Equal(
            (0.0791, 0.0998, 0.1522), (Math.Round(popularity.Ndcg10, 4), Math.Round(popularity.Recall20, 4), Math.Round(popularity.Ndcg100, 4)));
        Assert.InRange(popularity.HeadShare10, 0.99, 1);
        var mean = judgement.ModelMean;
        Assert.InRange(mean.Ndcg10, 0.2, 0.3);
        Assert.InRange(mean.Auc, popularity.Auc, 1);
        Assert.InRange(mean.ExpectedPercentileRank, 0, popularity.ExpectedPercentileRank);
        Assert.True(mean.Coverage10 > 5 * popularity.Coverage10 && mean.Novelty10 > popularity.Novelty10);
        RankingSumsTests.AssertScores(await ScoreAsync(matrix, model), mean);
    }

    /// <summary>What the reference scorer gives the model's lists.</summary>
    private static Task<Dictionary<string, double>> ScoreAsync(ListeningMatrix matrix, InProcessModel model)
    {
        var tile = matrix.ByListener;
        return ReferenceScorer.ScoreAsync(
            Enumerable.Range(0, matrix.Listeners.Count).Select(u => (matrix.Listeners[u], Best(u))),
            Enumerable.Range(0, matrix.Listeners.Count).SelectMany(
                u => tile.Columns[tile.Holdout(u)].Select(i => (matrix.Listeners[u], matrix.Tracks[i]))));

        IEnumerable<string> Best(int listener)
        {
            var known = tile.Columns[tile.Row(listener, includeHoldout: false)];
            var best = new TopK(RankingSums.Depth);
            for (var i = 0; i < matrix.Tracks.Count; i++)
                if (Array.BinarySearch(known, i) < 0) best.Add(Dot.Product(model.Listeners[listener], model.Tracks[i]), i);
            return best.ToSortedArray().Select(entry => matrix.Tracks[(int)entry.Row]);
        }
    }

    private static ListeningMatrix ReadMatrix(string training, string holdout)
    {
        var (train, test) = (ReferenceScorer.ReadLastFm(training), ReferenceScorer.ReadLastFm(holdout));
        string[] listeners = [.. train.Concat(test).Select(row => row.Listener).Distinct().Order(StringComparer.Ordinal)];
        string[] tracks = [.. train.Concat(test).Select(row => row.Track).Distinct().Order(StringComparer.Ordinal)];
        var columns = tracks.Index().ToDictionary(track => track.Item, track => track.Index);
        var (known, held) = (train.ToLookup(row => row.Listener), test.ToLookup(row => row.Listener));
        var pointers = new List<int> { 0 };
        var entries = new List<(int Column, float Plays)>();
        foreach (var part in listeners.SelectMany(listener => new[] { known[listener], held[listener] }))
        {
            entries.AddRange(part.Select(row => (columns[row.Track], row.Plays)).Order());
            pointers.Add(entries.Count);
        }

        return new ListeningMatrix(listeners, tracks, new MatrixTile(
            listeners.Length, [.. pointers], [.. entries.Select(entry => entry.Column)], [.. entries.Select(entry => entry.Plays)]));
    }
}
