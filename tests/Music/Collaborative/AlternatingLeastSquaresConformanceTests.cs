using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Tests.Collaborative;

/// <summary>The trained factors of both sides, multiplied.</summary>
public abstract class TrainedConformance(
    bool biases, ConfidenceCurve curve, RowSolverKind solver = RowSolverKind.Cholesky) : RecommenderConformance
{
    private protected AlternatingLeastSquaresOptions Options { get; } = new()
    {
        Factors = 6,
        Biases = biases,
        Solver = solver,
        SubspaceBlock = 4,
        Confidence = new ConfidenceOptions { Curve = curve },
    };

    internal override async Task<float[][]> ScoreAsync(PlayMatrix plays)
    {
        var (listeners, tracks) = await plays.TrainAsync(Options, iterations: 6);
        return [.. Enumerable.Range(0, plays.Listeners)
            .Select(u => Enumerable.Range(0, plays.Tracks).Select(i => Dot.Product(listeners[u], tracks[i])).ToArray())];
    }
}

public sealed class AlternatingLeastSquaresConformanceTests() : TrainedConformance(false, ConfidenceCurve.Logarithmic);

public sealed class LinearConfidenceConformanceTests() : TrainedConformance(false, ConfidenceCurve.Linear);

public sealed class BiasesConformanceTests() : TrainedConformance(true, ConfidenceCurve.Logarithmic);

public sealed class ConjugateGradientConformanceTests()
    : TrainedConformance(false, ConfidenceCurve.Logarithmic, RowSolverKind.ConjugateGradient);

public sealed class SubspaceConformanceTests() : TrainedConformance(false, ConfidenceCurve.Logarithmic, RowSolverKind.Subspace);

public sealed class BiasesConjugateGradientConformanceTests()
    : TrainedConformance(true, ConfidenceCurve.Logarithmic, RowSolverKind.ConjugateGradient);

/// <summary>Listeners folded into trained tracks.</summary>
public sealed class FoldInConformanceTests() : TrainedConformance(false, ConfidenceCurve.Logarithmic)
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
