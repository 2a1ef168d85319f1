using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Implicit-feedback matrix factorization by alternating least squares (Hu, Koren and Volinsky 2008). It minimizes
/// <c>sum over all (u,i) of c_ui (p_ui - x_u.y_i - b_u - b_i)^2 + penalties</c> over the pairs that were played, c = w_i + alpha s_ui, and
/// those that never were, c = w_i, one side at a time, row by row. This type solves one block of rows; who calls it decides where tiles and
/// factors come from. Safe for concurrent use; results do not depend on the number of threads.
/// </summary>
public static class AlternatingLeastSquares
{
    // Of the other side, as it stands in memory at once. Beyond it, rows sum up their normal matrices block by block.
    internal const long MaximumBytesOfFactors = 128 << 20;

    // The normal matrices that are open at once then; a block with more rows goes through its tiles in several passes.
    internal const long MaximumBytesOfMatrices = 48 << 20;

    /// <summary>
    /// Starting vectors: normal numbers that follow from the seed and the row's external id, wherever the row stands.
    /// </summary>
    public static FactorMatrix Initialize(AlternatingLeastSquaresOptions options, IReadOnlyList<string> ids)
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

    /// <summary>Solves every row of a block, given the other side's factors.</summary>
    /// <param name="axes">The axes of the side that the block belongs to, made of the other side's Gramian.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="start">
    /// The block's last factors, for solvers that improve on them; null starts from zeros. They are used up: their memory may become that of
    /// the new factors.
    /// </param>
    /// <param name="weights">What the silence of the block's own rows weighs; empty where each weighs 1.</param>
    /// <param name="tiles">Which blocks of the other side the block has entries with, in rising order.</param>
    /// <param name="loadTile">Gives the block's tile against one block of the other side.</param>
    /// <param name="loadFactors">Gives one block of the other side, projected onto the axes.</param>
    /// <param name="includeHoldout">Whether held-out entries count as well.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <returns>The block's factors [rows x width] and its part of the objective.</returns>
    /// <remarks>
    /// Where the other side is more than 128 MB, normal matrices are summed up block by block and solved exactly, whatever the solver:
    /// once they are summed up, solving them is the smaller part.
    /// </remarks>
    /// <exception cref="ArithmeticException">A row cannot be solved in single precision.</exception>
    /// <exception cref="ArgumentException">A tile has fewer rows than the block, or factors are not as wide as the model.</exception>
    public static async Task<(FactorMatrix Factors, RowObjective Objective)> SolveBlockAsync(
        PrincipalAxes axes,
        int rows,
        FactorMatrix? start,
        float[] weights,
        IReadOnlyList<int> tiles,
        Func<int, CancellationToken, Task<MatrixTile>> loadTile,
        Func<int, CancellationToken, Task<ProjectedFactors>> loadFactors,
        bool includeHoldout,
        int threads,
        CancellationToken cancellationToken)
    {
        if (start is not null && start.Width != axes.Options.Width)
            throw new ArgumentException($"The factors to start from are {start.Width} wide, the model {axes.Options.Width}.");
        var improves = axes.Options.Solver != RowSolverKind.Cholesky;
        var from = start is not null && (improves || axes.Options.Biases) ? axes.FromFactors(start, threads) : start;
        var block = new BlockSolver(axes, rows, from, weights, includeHoldout, threads, cancellationToken);
        var strip = new List<TilePart>();
        var bytes = 0L;
        foreach (var tile in tiles)
        {
            strip.Add(await LoadAsync(tile));
            bytes += sizeof(float) * strip[^1].Factors.Rows.Data.Length;
            if (bytes > MaximumBytesOfFactors) break;
        }

        if (strip.Count == tiles.Count)
        {
            block.Solve(strip);
        }
        else
        {
            strip.Clear();
            var open = (int)Math.Max(1, MaximumBytesOfMatrices / block.BytesPerMatrix);
            for (var first = 0; first < rows; first += open)
            {
                block.Open(first, Math.Min(open, rows - first));
                foreach (var tile in tiles) block.Accumulate(await LoadAsync(tile));
                block.SolveOpen();
            }
        }

        return (axes.ToFactors(block.Solution, threads), block.Objective);

        async Task<TilePart> LoadAsync(int tile)
        {
            var part = new TilePart(await loadTile(tile, cancellationToken), await loadFactors(tile, cancellationToken));
            if (part.Tile.Rows < rows) throw new ArgumentException($"A tile has {part.Tile.Rows} rows, too few for a block of {rows}.");
            if (part.Factors.Rows.Width != axes.Unknowns)
                throw new ArgumentException($"The factors are {part.Factors.Rows.Width} wide in axes of {axes.Unknowns}.");
            return part;
        }
    }
}

/// <summary>A row's, or a block's, part of the objective.</summary>
/// <param name="Minimum">Its squared errors over all pairs, weighted, and its own penalty.</param>
/// <param name="Penalty">Its own penalty alone.</param>
public readonly record struct RowObjective(double Minimum, double Penalty);
