using Mixtape.Music.Collaborative;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Collaborative;

/// <summary>The approximate solvers beside the exact one.</summary>
public sealed class RowSolverTests
{
    private static readonly PlayMatrix _plays = PlayMatrix.Random(40, 30, 1);

    public static TheoryData<RowSolverKind, bool> Models => new()
    {
        { RowSolverKind.Cholesky, false }, { RowSolverKind.Cholesky, true },
        { RowSolverKind.ConjugateGradient, false }, { RowSolverKind.ConjugateGradient, true },
        { RowSolverKind.Subspace, false }, { RowSolverKind.Subspace, true },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public async Task SolveBlockAsync_EverySolver_ReportsTheLossAndNeverRaisesIt(RowSolverKind solver, bool biases)
    {
        var options = Options(solver, biases);
        var (listeners, tracks) = ((FactorMatrix?)null, _plays.Start(options));
        var before = double.PositiveInfinity;
        for (var iteration = 0; iteration < 6; iteration++)
        {
            (listeners, var first) = await _plays.SolveAsync(options, Side.Listeners, tracks, start: listeners);
            var loss = _plays.Loss(options, listeners, tracks);
            Assert.Equal(loss, first.Minimum + _plays.Penalty(options, Side.Tracks, tracks), 1e-4 * loss);
            Assert.True(loss <= before * (1 + 1e-6), $"The loss rose from {before} to {loss}.");
            (tracks, var second) = await _plays.SolveAsync(options, Side.Tracks, listeners, start: tracks);
            before = _plays.Loss(options, listeners, tracks);
            Assert.Equal(before, second.Minimum + first.Penalty, 1e-4 * before);
            Assert.True(before <= loss * (1 + 1e-6), $"The loss rose from {loss} to {before}.");
        }
    }

    [Theory]
    [InlineData(RowSolverKind.ConjugateGradient, false)]
    [InlineData(RowSolverKind.ConjugateGradient, true)]
    [InlineData(RowSolverKind.Subspace, false)]
    [InlineData(RowSolverKind.Subspace, true)]
    public async Task SolveBlockAsync_AsManyStepsAsUnknowns_IsExact(RowSolverKind solver, bool biases)
    {
        var options = Options(solver, biases) with { ConjugateGradientSteps = 20, SubspaceBlock = 9 };
        var tracks = _plays.Start(options);
        var (nearly, _) = await _plays.SolveAsync(options, Side.Listeners, tracks);
        var (exact, _) = await _plays.SolveAsync(options with { Solver = RowSolverKind.Cholesky }, Side.Listeners, tracks);

        var scale = 0f;
        foreach (var entry in exact.Data) scale = Math.Max(scale, Math.Abs(entry));
        for (var i = 0; i < exact.Data.Length; i++) Assert.InRange(nearly.Data[i] - exact.Data[i], -2e-4 * scale, 2e-4 * scale);
    }

    [Theory]
    [InlineData(RowSolverKind.Cholesky)]
    [InlineData(RowSolverKind.ConjugateGradient)]
    [InlineData(RowSolverKind.Subspace)]
    public async Task SolveBlockAsync_RowsOfThousandsOfPlays_ReportTheLoss(RowSolverKind solver)
    {
        // Beyond every chunk in which rows are gathered, and as many plays that are close to no interest at all.
        var plays = new PlayMatrix(3, 1500);
        var random = new SeededRandom(1);
        for (var i = 0; i < 1500; i++)
            for (var u = 0; u < 3; u++) plays[u, i] = random.Next(2) == 0 ? 1e-20f : (float)Math.Exp(5 * random.NextGaussian());
        var options = Options(solver, biases: false);
        var tracks = plays.Start(options);
        FactorMatrix? listeners = null;
        for (var iteration = 0; iteration < 2; iteration++)
        {
            (listeners, var objective) = await plays.SolveAsync(options, Side.Listeners, tracks, start: listeners);
            var loss = plays.Loss(options, listeners, tracks);
            Assert.Equal(loss, objective.Minimum + plays.Penalty(options, Side.Tracks, tracks), 1e-4 * loss);
            (tracks, _) = await plays.SolveAsync(options, Side.Tracks, listeners, start: tracks);
        }
    }

    [Theory]
    [InlineData(RowSolverKind.ConjugateGradient)]
    [InlineData(RowSolverKind.Subspace)]
    public async Task SolveBlockAsync_FromTheLastSolution_ComesNearerThanFromZero(RowSolverKind solver)
    {
        var options = Options(solver, biases: true) with { ConjugateGradientSteps = 1 };
        var exact = options with { Solver = RowSolverKind.Cholesky };
        var (_, tracks) = await _plays.TrainAsync(exact, 3);
        var (best, target) = await _plays.SolveAsync(exact, Side.Listeners, tracks);

        var (_, cold) = await _plays.SolveAsync(options, Side.Listeners, tracks);
        var (same, warm) = await _plays.SolveAsync(options, Side.Listeners, tracks, start: best);

        Assert.True(warm.Minimum < cold.Minimum);
        Assert.Equal(target.Minimum, warm.Minimum, 1e-4 * target.Minimum);
        for (var i = 0; i < best.Data.Length; i++) Assert.Equal(best.Data[i], same.Data[i], 1e-3);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task SolveBlockAsync_AnyNumberOfThreads_SameBits(RowSolverKind solver, bool biases)
    {
        var options = Options(solver, biases);
        var one = await _plays.TrainAsync(options, 2);
        var many = await _plays.TrainAsync(options, 2, threads: 5);
        Assert.Equal(one.Listeners.Data, many.Listeners.Data);
        Assert.Equal(one.Tracks.Data, many.Tracks.Data);
    }

    [Fact]
    public async Task SolveBlockAsync_StartOfOtherRowsOrWidth_Throws()
    {
        foreach (var solver in Enum.GetValues<RowSolverKind>())
        {
            var options = Options(solver, biases: false);
            var tracks = _plays.Start(options);
            await Assert.ThrowsAsync<ArgumentException>(() => _plays.SolveAsync(options, Side.Listeners, tracks, start: new FactorMatrix(39, 8)));
            await Assert.ThrowsAsync<ArgumentException>(() => _plays.SolveAsync(options, Side.Listeners, tracks, start: new FactorMatrix(40, 7)));
        }
    }

    [Fact]
    public async Task SolveBlockAsync_ConfidencesBeyondSinglePrecision_SaysWhatToDo()
    {
        var plays = new PlayMatrix(1, 2) { [0, 0] = 1e38f, [0, 1] = 1e38f };
        var options = Options(RowSolverKind.Cholesky, biases: false);
        var exception = await Assert.ThrowsAsync<ArithmeticException>(() => plays.SolveAsync(options, Side.Listeners, plays.Start(options)));
        Assert.Contains("lower alpha", exception.Message);
    }

    private static AlternatingLeastSquaresOptions Options(RowSolverKind solver, bool biases) => new()
    {
        Factors = 8,
        Biases = biases,
        Solver = solver,
        SubspaceBlock = 3,
        Regularization = 0.05f,
    };
}
