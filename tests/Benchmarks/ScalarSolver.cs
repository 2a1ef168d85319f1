using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Benchmarks;

/// <summary>The same half-step as anybody would write it first: plain loops, one number at a time, one thread.</summary>
internal static class ScalarSolver
{
    public static FactorMatrix Solve(AlternatingLeastSquaresOptions options, Plays plays, Side side, FactorMatrix others)
    {
        var d = options.Factors;
        var tile = plays.Tile(side);
        var gramian = new float[d, d];
        for (var row = 0; row < others.Rows; row++)
            for (var i = 0; i < d; i++)
                for (var j = 0; j <= i; j++) gramian[i, j] += others[row][i] * others[row][j];

        var result = new FactorMatrix(tile.Rows, d);
        for (var row = 0; row < tile.Rows; row++)
        {
            var a = (float[,])gramian.Clone();
            var x = result[row];
            var (start, count) = tile.Row(row, false).GetOffsetAndLength(tile.Entries);
            for (var e = start; e < start + count; e++)
            {
                var y = others[tile.Columns[e]];
                var excess = options.Confidence.Alpha * tile.Values[e];
                for (var i = 0; i < d; i++)
                {
                    x[i] += (1 + excess) * y[i];
                    for (var j = 0; j <= i; j++) a[i, j] += excess * y[i] * y[j];
                }
            }

            var penalty = options.Penalty(others.Rows + Excess(options, tile, start, count));
            for (var i = 0; i < d; i++) a[i, i] += penalty;
            SolveInPlace(a, x);
        }

        return result;
    }

    /// <summary>The objective over all pairs in double precision.</summary>
    public static double Loss(AlternatingLeastSquaresOptions options, Plays plays, FactorMatrix listeners, FactorMatrix tracks)
    {
        double loss = 0;
        foreach (var (side, factors, others) in new[] { (Side.Listeners, listeners, tracks.Rows), (Side.Tracks, tracks, listeners.Rows) })
        {
            for (var row = 0; row < factors.Rows; row++)
            {
                var (start, count) = plays.Tile(side).Row(row, false).GetOffsetAndLength(plays.ByListener.Entries);
                var penalty = (double)options.Penalty(others + Excess(options, plays.Tile(side), start, count));
                foreach (var value in factors[row]) loss += penalty * value * value;
            }
        }

        for (var u = 0; u < listeners.Rows; u++)
        {
            var row = new float[tracks.Rows];
            for (var e = plays.ByListener.RowPointers[2 * u]; e < plays.ByListener.RowPointers[2 * u + 1]; e++)
                row[plays.ByListener.Columns[e]] = plays.ByListener.Values[e];
            for (var i = 0; i < tracks.Rows; i++)
            {
                double error = row[i] > 0 ? 1 : 0;
                for (var f = 0; f < options.Factors; f++) error -= (double)listeners[u][f] * tracks[i][f];
                loss += (1.0 + (double)options.Confidence.Alpha * row[i]) * error * error;
            }
        }

        return loss;
    }

    private static double Excess(AlternatingLeastSquaresOptions options, MatrixTile tile, int start, int count)
    {
        double sum = 0;
        for (var e = start; e < start + count; e++) sum += options.Confidence.Alpha * tile.Values[e];
        return sum;
    }

    private static void SolveInPlace(float[,] a, Span<float> x)
    {
        var d = x.Length;
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++) sum -= a[i, k] * a[j, k];
                a[i, j] = i == j ? MathF.Sqrt(sum) : sum / a[j, j];
            }
        }

        for (var i = 0; i < d; i++)
        {
            for (var k = 0; k < i; k++) x[i] -= a[i, k] * x[k];
            x[i] /= a[i, i];
        }

        for (var i = d - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < d; k++) x[i] -= a[k, i] * x[k];
            x[i] /= a[i, i];
        }
    }
}
