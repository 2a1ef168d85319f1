using System.Runtime.ExceptionServices;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Implicit-feedback matrix factorization by alternating least squares (Hu, Koren and Volinsky 2008). It minimizes
/// <c>sum over all (u,i) of c_ui (p_ui - x_u.y_i - b_u - b_i)^2 + penalties</c> over the pairs that were played and
/// those that never were, one side at a time, each row by an exact Cholesky solve. This type solves one block of rows;
/// who calls it decides where tiles and factors come from. Safe for concurrent use; results do not depend on the number
/// of threads.
/// </summary>
/// <param name="options">The model.</param>
public sealed class AlternatingLeastSquares(AlternatingLeastSquaresOptions options)
{
    // The normal matrices that are open at once; a block with more rows goes through its tiles in several passes.
    private const long MaximumBytesOfEquations = 48 << 20;

    /// <summary>
    /// Starting vectors: normal numbers that follow from the seed and the row's external id, wherever the row stands.
    /// </summary>
    public FactorMatrix Initialize(IReadOnlyList<string> ids)
    {
        var factors = new FactorMatrix(ids.Count, options.Width);
        var deviation = options.InitialDeviation / Math.Sqrt(options.Factors);
        for (var row = 0; row < ids.Count; row++)
        {
            var random = new SeededRandom(StableHash.Of(ids[row], options.Seed));
            var vector = factors[row];
            for (var i = 0; i < options.Factors; i++) vector[i] = (float)(deviation * random.NextGaussian());
            if (options.Biases) vector[options.Factors] = 1;
        }

        return factors;
    }

    /// <summary>Solves every row of a block exactly, given the other side's factors.</summary>
    /// <param name="side">The side the block belongs to.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="tiles">Which blocks of the other side the block has entries with, in rising order.</param>
    /// <param name="loadTile">Gives the block's tile against one block of the other side.</param>
    /// <param name="loadFactors">Gives the factors of one block of the other side.</param>
    /// <param name="gramian">The other side's Gramian over all of its blocks.</param>
    /// <param name="otherRows">The other side's number of rows over all of its blocks.</param>
    /// <param name="includeHoldout">Whether held-out entries count as well.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <returns>The block's factors [rows x width] and its part of the objective.</returns>
    /// <exception cref="ArithmeticException">A row cannot be solved in single precision.</exception>
    /// <exception cref="ArgumentException">A tile has fewer rows than the block, or factors are not as wide as the model.</exception>
    public async Task<(FactorMatrix Factors, RowObjective Objective)> SolveBlockAsync(
        Side side,
        int rows,
        IReadOnlyList<int> tiles,
        Func<int, CancellationToken, Task<MatrixTile>> loadTile,
        Func<int, CancellationToken, Task<FactorMatrix>> loadFactors,
        Gramian gramian,
        long otherRows,
        bool includeHoldout,
        int threads,
        CancellationToken cancellationToken)
    {
        var result = new FactorMatrix(rows, options.Width);
        var objectives = new RowObjective[rows];
        var open = (int)Math.Clamp(MaximumBytesOfEquations / NormalEquations.BytesPerRow(options.Width), 1, Math.Max(rows, 1));
        var equations = new NormalEquations(options, side, gramian, otherRows, open);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        for (var first = 0; first < rows; first += open)
        {
            var count = Math.Min(open, rows - first);
            if (first > 0) equations.Clear();
            foreach (var block in tiles)
            {
                var tile = await loadTile(block, cancellationToken);
                var factors = await loadFactors(block, cancellationToken);
                AddTile(equations, tile, factors, first, count, includeHoldout, parallel);
            }

            var start = first;
            ForEachRow(count, parallel, i => objectives[start + i] = equations.Solve(i, result[start + i]));
        }

        double minimum = 0, penalty = 0;
        foreach (var row in objectives) (minimum, penalty) = (minimum + row.Minimum, penalty + row.Penalty);
        return (result, new RowObjective(minimum, penalty));
    }

    private void AddTile(
        NormalEquations equations, MatrixTile tile, FactorMatrix factors, int first, int count, bool includeHoldout,
        ParallelOptions parallel)
    {
        if (first + count > tile.Rows) throw new ArgumentException($"A tile has {tile.Rows} rows, too few for row {first + count - 1}.");
        var start = tile.RowPointers[2 * first];
        var excess = new float[tile.RowPointers[2 * (first + count)] - start];
        for (var e = 0; e < excess.Length; e++) excess[e] = options.Confidence.Excess(tile.Plays[start + e]);
        ForEachRow(count, parallel, i =>
        {
            var (offset, length) = tile.Row(first + i, includeHoldout).GetOffsetAndLength(tile.Entries);
            equations.Add(
                i, factors, tile.Columns.AsSpan(offset, length), tile.Plays.AsSpan(offset, length),
                excess.AsSpan(offset - start, length));
        });
    }

    // What one row throws is what the caller should see, not a collection of what several rows threw.
    private static void ForEachRow(int rows, ParallelOptions parallel, Action<int> action)
    {
        try
        {
            Parallel.For(0, rows, parallel, action);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
