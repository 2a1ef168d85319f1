using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Evaluation;

public sealed class ColdStartEvaluationTests
{
    [Fact]
    public void Judge_OfFactors_IsTheShareOfPairsInOrder()
    {
        // Four tracks; the listener plays the first and the third, whose scores are 4 and 2, the others 3 and 1: 3 of 4 pairs are in order.
        var score = ColdStartEvaluation.Judge(Matrix([1, 0]), Matrix([4, 9], [3, 9], [2, 9], [1, 9]), Plays(4, [0, 2]));

        Assert.Equal(new ColdStartScore(1, 0.75), score);
        Assert.Equal(0.75, score.Auc);
    }

    [Fact]
    public void Judge_OfEqualScores_IsAHalf()
    {
        Assert.Equal(0.5, ColdStartEvaluation.Judge(5, Plays(5, [1, 2]), (_, scores) => scores.Fill(7)).Auc);
        // Of the pairs of track 0 (score 1) with 1 (1) and 2 (0), one is even and one in order.
        Assert.Equal(0.75, Auc([1, 1, 0], [0]));
    }

    [Fact]
    public void Judge_OfNaN_StandsBelowAllOthers()
    {
        Assert.Equal(0, Auc([float.NaN, -5, -6], [0]));
        Assert.Equal(1, Auc([float.NaN, -5, float.NaN], [1]));
    }

    [Fact]
    public void Judge_OfPairsThatWereOnlySkipped_LeavesThemOut()
    {
        var plays = Plays(3, [0, 1]);
        plays.Values[1] = 0;

        var score = ColdStartEvaluation.Judge(3, plays, (_, scores) => new[] { 1f, 2f, 0f }.CopyTo(scores));

        Assert.Equal(1, score.Auc);
    }

    [Fact]
    public void Judge_OfListenersWithNothingToTellApart_JudgesTheOthersAlone()
    {
        var score = ColdStartEvaluation.Judge(2, Plays(2, [], [0, 1], [1]), (_, scores) => (scores[0], scores[1]) = (0, 1));

        Assert.Equal(new ColdStartScore(1, 1), score);
        Assert.Equal(double.NaN, ColdStartScore.None.Auc);
        Assert.Equal(new ColdStartScore(3, 2), score + new ColdStartScore(2, 1));
    }

    [Fact]
    public void Judge_OfRandomScores_MatchesCountingAllPairs()
    {
        var random = new SeededRandom(4);
        var (listeners, tracks) = (Random(12, 5), Random(40, 5));
        var plays = Plays(40, [.. Enumerable.Range(0, 12).Select(_ =>
            Enumerable.Range(0, 40).Where(_ => random.NextDouble() < 0.2).ToArray())]);
        var (sum, judged) = (0.0, 0);
        for (var row = 0; row < 12; row++)
        {
            var played = plays.Columns[plays.Row(row, includeHoldout: true)];
            if (played.Length == 0) continue;
            var pairs = played.SelectMany(own =>
                Enumerable.Range(0, 40).Except(played).Select(other => Score(row, own) > Score(row, other)));
            (sum, judged) = (sum + pairs.Average(isAbove => isAbove ? 1.0 : 0), judged + 1);
        }

        var score = ColdStartEvaluation.Judge(listeners, tracks, plays);

        Assert.Equal(judged, score.Listeners);
        Assert.Equal(sum / judged, score.Auc, 1e-12);

        float Score(int row, int track) => Mixtape.Numerics.Kernels.Dot.Product(listeners[row], tracks[track]);

        FactorMatrix Random(int rows, int width)
        {
            var matrix = new FactorMatrix(rows, width);
            for (var row = 0; row < rows; row++)
                for (var i = 0; i < width; i++) matrix[row][i] = (float)random.NextGaussian();
            return matrix;
        }
    }

    [Fact]
    public void Judge_OfShapesThatDoNotFit_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ColdStartEvaluation.Judge(Matrix([1, 0]), Matrix([1]), Plays(1, [0])));

    [Fact]
    public void GenreCentroids_AreTheMeansOfKnownTracks()
    {
        var centroids = ColdStartBaselines.GenreCentroids(Matrix([1, 2], [3, 6], [7, 7]), ["a", "a", "b"], ["b", "a", "c"]);

        Assert.Equal([7, 7], centroids[0].ToArray());
        Assert.Equal([2, 4], centroids[1].ToArray());
        Assert.Equal([0, 0], centroids[2].ToArray());
    }

    [Fact]
    public void GenrePopularity_CountsPairsWithPlays()
    {
        var plays = Plays(3, [0, 1], [0, 2]);
        plays.Values[3] = 0;

        Assert.Equal([3f, 0, 0], ColdStartBaselines.GenrePopularity(plays, ["a", "a", "b"], ["a", "b", "c"]));
    }

    private static double Auc(float[] scores, int[] played) =>
        ColdStartEvaluation.Judge(scores.Length, Plays(scores.Length, played), (_, target) => scores.CopyTo(target)).Auc;

    private static MatrixTile Plays(int tracks, params int[][] played)
    {
        Assert.All(played, row => Assert.All(row, track => Assert.InRange(track, 0, tracks - 1)));
        var pointers = new int[2 * played.Length + 1];
        for (var row = 0; row < played.Length; row++)
            pointers[2 * row + 1] = pointers[2 * row + 2] = pointers[2 * row] + played[row].Length;
        int[] columns = [.. played.SelectMany(row => row)];
        return new MatrixTile(played.Length, pointers, columns, [.. columns.Select(_ => 1f)]);
    }

    private static FactorMatrix Matrix(params float[][] rows)
    {
        var matrix = new FactorMatrix(rows.Length, rows[0].Length);
        for (var row = 0; row < rows.Length; row++) rows[row].CopyTo(matrix[row]);
        return matrix;
    }
}
