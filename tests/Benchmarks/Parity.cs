using Mixtape.Music.Collaborative;

namespace Mixtape.Benchmarks;

/// <summary>Parity before speed: what computes something else is not timed.</summary>
internal static class Parity
{
    /// <exception cref="InvalidOperationException">The fast path's loss differs from the plain solver's.</exception>
    public static async Task CheckAsync(AlternatingLeastSquaresOptions options)
    {
        var plays = Plays.PowerLaw(300, 200, 6_000);
        var (fastTracks, plainTracks) = (plays.Start(options), plays.Start(options));
        for (var iteration = 0; iteration < 2; iteration++)
        {
            var (fastListeners, half) = await plays.SolveAsync(options, Side.Listeners, fastTracks, 2);
            (fastTracks, var objective) = await plays.SolveAsync(options, Side.Tracks, fastListeners, 2);
            var plainListeners = ScalarSolver.Solve(options, plays, Side.Listeners, plainTracks);
            plainTracks = ScalarSolver.Solve(options, plays, Side.Tracks, plainListeners);
            var expected = ScalarSolver.Loss(options, plays, plainListeners, plainTracks);
            var reported = objective.Minimum + half.Penalty;
            var found = ScalarSolver.Loss(options, plays, fastListeners, fastTracks);
            if (Math.Max(Math.Abs(reported - expected), Math.Abs(found - expected)) > 1e-4 * expected)
            {
                throw new InvalidOperationException(
                    $"The fast path reports a loss of {reported} and has {found}, the plain solver {expected}: not timed.");
            }

            Console.WriteLine($"parity           iteration {iteration + 1}: loss {reported:F4} fast, {expected:F4} plain");
        }
    }
}
