using System.Diagnostics;
using Mixtape.Music.Collaborative;

namespace Mixtape.Benchmarks;

/// <summary>Times iterations over both sides.</summary>
internal static class AlternatingLeastSquaresBenchmark
{
    private const int ComparedRows = 1_000;

    public static async Task RunAsync(AlternatingLeastSquaresOptions options, Plays plays, int threads, int iterations)
    {
        var peak = PeakArithmetic.Measure(threads);
        Console.WriteLine($"machine's peak   {peak:N0} GFLOP/s in registers");
        var tracks = plays.Start(options);
        var best = double.PositiveInfinity;
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var clock = Stopwatch.StartNew();
            var (listeners, half) = await plays.SolveAsync(options, Side.Listeners, tracks, threads);
            (tracks, var objective) = await plays.SolveAsync(options, Side.Tracks, listeners, threads);
            var seconds = clock.Elapsed.TotalSeconds;
            best = Math.Min(best, seconds);
            Console.WriteLine($"iteration {iteration + 1}      {seconds:F3} s, loss {objective.Minimum + half.Penalty:F1}");
        }

        var rate = Operations(options, plays) / best / 1e9;
        Console.WriteLine($"best iteration   {best:F3} s, {rate:N1} GFLOP/s, {rate / peak:p1} of the peak");

        var head = plays.Head(Math.Min(ComparedRows, plays.Listeners));
        await head.SolveAsync(options, Side.Listeners, tracks, 1);
        var fast = Stopwatch.StartNew();
        await head.SolveAsync(options, Side.Listeners, tracks, 1);
        fast.Stop();
        var plain = Stopwatch.StartNew();
        ScalarSolver.Solve(options, head, Side.Listeners, tracks);
        Console.WriteLine(
            $"{head.Listeners:N0} listeners  {fast.Elapsed.TotalSeconds:F3} s on one thread, {plain.Elapsed.TotalSeconds:F3} s plain: "
            + $"{plain.Elapsed / fast.Elapsed:F1} times as fast");
    }

    /// <summary>
    /// What one iteration must compute: outer products and right sides per pair, a factorization and two solves per row,
    /// the Gramians.
    /// </summary>
    private static double Operations(AlternatingLeastSquaresOptions options, Plays plays)
    {
        double d = options.Factors, rows = plays.Listeners + plays.Tracks;
        return 2 * plays.ByListener.Entries * (d * (d + 1) + 2 * d) + rows * (d * d * d / 3 + 2 * d * d) + rows * d * (d + 1);
    }
}
