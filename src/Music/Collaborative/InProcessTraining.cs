using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Alternating least squares over a whole matrix in memory: the same arithmetic as a training over blobs, without stores. Safe
/// for concurrent use; results do not depend on the number of threads.
/// </summary>
/// <param name="options">The model.</param>
/// <param name="threads">Threads to use.</param>
public sealed class InProcessTraining(AlternatingLeastSquaresOptions options, int threads)
{
    /// <summary>Trains without the holdout, from starting vectors that follow from the tracks' ids.</summary>
    /// <param name="matrix">The matrix, weighed.</param>
    /// <param name="iterations">Iterations, each over the listeners, then the tracks.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="ArithmeticException">A row cannot be solved in single precision.</exception>
    public async Task<InProcessModel> RunAsync(ListeningMatrix matrix, int iterations, CancellationToken cancellationToken)
    {
        var tracks = AlternatingLeastSquares.Initialize(options, matrix.Tracks);
        FactorMatrix? listeners = null;
        // What each half-iteration projects goes to the same memory again and again.
        var projectedTracks = new FactorMatrix(matrix.Tracks.Count, options.Unknowns);
        var projectedListeners = new FactorMatrix(matrix.Listeners.Count, options.Unknowns);
        var losses = new double[iterations];
        for (var i = 0; i < iterations; i++)
        {
            (listeners, var listenerPart) = await SolveAsync(matrix, Side.Listeners, listeners, tracks, projectedTracks, cancellationToken);
            (tracks, var trackPart) = await SolveAsync(matrix, Side.Tracks, tracks, listeners, projectedListeners, cancellationToken);
            losses[i] = trackPart.Minimum + listenerPart.Penalty;
        }

        return new InProcessModel(listeners ?? new FactorMatrix(matrix.Listeners.Count, options.Width), tracks, losses);
    }

    private Task<(FactorMatrix Factors, RowObjective Objective)> SolveAsync(
        ListeningMatrix matrix, Side side, FactorMatrix? last, FactorMatrix others, FactorMatrix projected,
        CancellationToken cancellationToken)
    {
        var weighted = new WeightedFactors(others, side == Side.Listeners ? matrix.Silence : []);
        var gramian = new Gramian(options.Width);
        gramian.Add(weighted);
        var axes = new PrincipalAxes(options, side, gramian, others.Rows);
        var tile = matrix.Tile(side);
        return AlternatingLeastSquares.SolveBlockAsync(
            axes, tile.Rows, last, side == Side.Tracks ? matrix.Silence : [], [0], (_, _) => Task.FromResult(tile),
            (_, _) => Task.FromResult(axes.Project(weighted, threads, projected)), includeHoldout: false, threads, cancellationToken);
    }
}

/// <summary>What a training in memory gives.</summary>
/// <param name="Listeners">[listeners x width].</param>
/// <param name="Tracks">[tracks x width].</param>
/// <param name="Losses">The objective after each iteration; never rises.</param>
public sealed record InProcessModel(FactorMatrix Listeners, FactorMatrix Tracks, IReadOnlyList<double> Losses);
