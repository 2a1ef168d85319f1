using Mixtape.Music.Collaborative;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Tests.Collaborative;

/// <summary>The trained factors of both sides, multiplied.</summary>
public abstract class TrainedConformance(
    bool biases, RowSolverKind solver = RowSolverKind.Cholesky) : RecommenderConformance
{
    private protected AlternatingLeastSquaresOptions Options { get; } = new()
    {
        Factors = 6,
        Biases = biases,
        Solver = solver,
        SubspaceBlock = 4,
    };

    internal override async Task<float[][]> ScoreAsync(PlayMatrix plays)
    {
        var (listeners, tracks) = await plays.TrainAsync(Options, iterations: 6);
        return [.. Enumerable.Range(0, plays.Listeners)
            .Select(u => Enumerable.Range(0, plays.Tracks).Select(i => Dot.Product(listeners[u], tracks[i])).ToArray())];
    }
}

public sealed class AlternatingLeastSquaresConformanceTests() : TrainedConformance(false);

public sealed class BiasesConformanceTests() : TrainedConformance(true);

public sealed class ConjugateGradientConformanceTests()
    : TrainedConformance(false, RowSolverKind.ConjugateGradient);

public sealed class SubspaceConformanceTests() : TrainedConformance(false, RowSolverKind.Subspace);

public sealed class BiasesConjugateGradientConformanceTests()
    : TrainedConformance(true, RowSolverKind.ConjugateGradient);

/// <summary>Listeners folded into trained tracks.</summary>
public sealed class FoldInConformanceTests() : TrainedConformance(false)
{
    internal override async Task<float[][]> ScoreAsync(PlayMatrix plays)
    {
        var (_, tracks) = await plays.TrainAsync(Options, iterations: 6);
        var folding = new FoldedListeners(Options, tracks);
        return [.. Enumerable.Range(0, plays.Listeners).Select(u =>
        {
            var vector = folding.Fold(plays.Row(Side.Listeners, u)).Vector;
            return Enumerable.Range(0, plays.Tracks).Select(i => Dot.Product(vector, tracks[i])).ToArray();
        })];
    }
}
