using System.Diagnostics;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;

namespace Mixtape.Benchmarks;

/// <summary>Times iterations over both sides, solver by solver, beside what the machine can do and what plain loops do.</summary>
internal static class AlternatingLeastSquaresBenchmark
{
    private const int ComparedRows = 1_000;
    private const int Iterations = 5;
    private const double ToleratedLoss = 1.001;

    public static async Task RunAsync(Plays plays, int[] factors, RowSolverKind[] solvers, int[] threads)
    {
        var peaks = threads.Distinct().ToDictionary(count => count, count => (PeakArithmetic.Measure(count), PeakArithmetic.MeasureProduct(count)));
        foreach (var (count, (registers, product)) in peaks)
            Console.WriteLine($"machine          {count} threads: {registers:N0} GFLOP/s in registers, {product:N0} GFLOP/s in a matrix product");

        Console.WriteLine("solver              d threads  loss after 5  to exact   s/iteration   GFLOP/s  of product  of registers");
        foreach (var d in factors)
        {
            var model = Model(plays, d);
            double exact = 0;
            foreach (var solver in solvers.Order())
            {
                foreach (var count in threads)
                {
                    var (loss, seconds) = await TrainAsync(model with { Solver = solver }, plays, count);
                    if (exact == 0)
                        exact = solver == RowSolverKind.Cholesky ? loss : (await TrainAsync(model, plays, threads.Max())).Loss;
                    if (loss > ToleratedLoss * exact)
                        throw new InvalidOperationException($"{solver} ends at a loss of {loss}, the exact solver at {exact}: not timed.");
                    var rate = Operations(model with { Solver = solver }, plays) / seconds / 1e9;
                    var (registers, product) = peaks[count];
                    Console.WriteLine(
                        $"{solver,-17} {d,3} {count,7}  {loss,12:F0} {loss / exact,9:F5} {seconds,13:F3} {rate,9:F1} {rate / product,11:p1} {rate / registers,13:p1}");
                }
            }
        }

        await ComparePlainAsync(plays, Model(plays, factors[0]));
    }

    /// <summary>The model with the penalty that suits the matrix.</summary>
    public static AlternatingLeastSquaresOptions Model(Plays plays, int factors)
    {
        var model = new AlternatingLeastSquaresOptions { Factors = factors };
        return model.WithRelativeRegularization(0.3, plays.Totals(model));
    }

    private static async Task<(double Loss, double Seconds)> TrainAsync(AlternatingLeastSquaresOptions options, Plays plays, int threads)
    {
        var (best, loss) = (double.PositiveInfinity, 0.0);
        var (listeners, tracks) = ((FactorMatrix?)null, plays.Start(options));
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var clock = Stopwatch.StartNew();
            (listeners, var half) = await plays.SolveAsync(options, Side.Listeners, tracks, threads, listeners);
            (tracks, var objective) = await plays.SolveAsync(options, Side.Tracks, listeners, threads, tracks);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
            loss = objective.Minimum + half.Penalty;
        }

        return (loss, best);
    }

    private static async Task ComparePlainAsync(Plays plays, AlternatingLeastSquaresOptions options)
    {
        var tracks = plays.Start(options);
        var head = plays.Head(Math.Min(ComparedRows, plays.Listeners));
        await head.SolveAsync(options, Side.Listeners, tracks, 1);
        var fast = Stopwatch.StartNew();
        await head.SolveAsync(options, Side.Listeners, tracks, 1);
        fast.Stop();
        var plain = Stopwatch.StartNew();
        ScalarSolver.Solve(options, head, Side.Listeners, tracks);
        Console.WriteLine(
            $"{head.Listeners:N0} listeners  {fast.Elapsed.TotalSeconds:F3} s on one thread, {plain.Elapsed.TotalSeconds:F3} s in plain loops: "
            + $"{plain.Elapsed / fast.Elapsed:F1} times as fast");
    }

    /// <summary>
    /// What one iteration takes when written down plainly. Exactly: outer products and right sides per pair, a factorization and two solves
    /// per row, the Gramians. By conjugate gradients with s steps: s + 1 products with the Gramian and with the rows played, there and
    /// back. By subspaces of k: as exactly, for d / k blocks.
    /// </summary>
    private static double Operations(AlternatingLeastSquaresOptions options, Plays plays)
    {
        double d = options.Factors, k = Math.Min(options.SubspaceBlock, d), s = options.ConjugateGradientSteps;
        double rows = plays.Listeners + plays.Tracks, pairs = 2.0 * plays.ByListener.Entries;
        return rows * d * (d + 1) + options.Solver switch
        {
            RowSolverKind.ConjugateGradient => (s + 1) * (rows * 2 * d * d + pairs * 4 * d),
            RowSolverKind.Subspace => d / k * (pairs * (k * (k + 1) + 4 * k) + rows * (k * k * k / 3 + 2 * k * k + 2 * k * d)),
            _ => pairs * (d * (d + 1) + 2 * d) + rows * (d * d * d / 3 + 2 * d * d),
        };
    }
}
