using System.Diagnostics;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Benchmarks;

/// <summary>Times what a request costs.</summary>
internal static class ServingBenchmark
{
    private const int Best = 100;
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(3);

    public static async Task FoldInAsync(AlternatingLeastSquaresOptions options, Plays plays, int threads)
    {
        var (listeners, tracks, gramian) = await TrainAsync(options, plays, threads);
        var axes = new PrincipalAxes(options, Side.Listeners, gramian, tracks.Rows);
        for (var u = 0; u < Math.Min(100, plays.Listeners); u++)
        {
            if (!listeners[u].SequenceEqual(Fold(u)))
                throw new InvalidOperationException($"Listener {u} is folded in as another vector than training solves: not timed.");
        }

        Report("fold-ins", threads, u => Fold(u % plays.Listeners));

        float[] Fold(int u)
        {
            var (start, count) = plays.ByListener.Row(u, false).GetOffsetAndLength(plays.ByListener.Entries);
            var played = new FactorMatrix(count, options.Width);
            for (var i = 0; i < count; i++) tracks[plays.ByListener.Columns[start + i]].CopyTo(played[i]);
            return new FoldIn(axes, new WeightedFactors(played, []), plays.ByListener.Values[start..(start + count)]).Vector;
        }
    }

    public static async Task TopKAsync(AlternatingLeastSquaresOptions options, Plays plays, int threads)
    {
        var (listeners, tracks, _) = await TrainAsync(options, plays, threads);
        for (var u = 0; u < Math.Min(20, plays.Listeners); u++)
        {
            var sorted = Enumerable.Range(0, tracks.Rows)
                .OrderByDescending(i => Dot.Product(listeners[u], tracks[i])).ThenBy(i => i).Take(Best);
            if (!sorted.Select(i => (long)i).SequenceEqual(Rank(u).Select(row => row.Row)))
                throw new InvalidOperationException($"The best tracks of listener {u} are not those of a sort: not timed.");
        }

        Report($"best {Best} of {tracks.Rows:N0} tracks", threads, u => Rank(u % plays.Listeners));

        (float Score, long Row)[] Rank(int u)
        {
            var top = new TopK(Best);
            for (var i = 0; i < tracks.Rows; i++) top.Add(Dot.Product(listeners[u], tracks[i]), i);
            return top.ToSortedArray();
        }
    }

    private static async Task<(FactorMatrix Listeners, FactorMatrix Tracks, Gramian Gramian)> TrainAsync(
        AlternatingLeastSquaresOptions options, Plays plays, int threads)
    {
        var listeners = (await plays.SolveAsync(options, Side.Listeners, plays.Start(options), threads)).Factors;
        var tracks = (await plays.SolveAsync(options, Side.Tracks, listeners, threads)).Factors;
        listeners = (await plays.SolveAsync(options, Side.Listeners, tracks, threads)).Factors;
        var gramian = new Gramian(options.Width);
        gramian.Add(tracks);
        return (listeners, tracks, gramian);
    }

    private static void Report(string what, int threads, Action<int> once)
    {
        long done = 0;
        var clock = Stopwatch.StartNew();
        Parallel.For(0, threads, thread =>
        {
            for (var i = thread; clock.Elapsed < _duration; i += threads)
            {
                once(i);
                Interlocked.Increment(ref done);
            }
        });
        var rate = done / clock.Elapsed.TotalSeconds;
        Console.WriteLine($"speed            {rate:N0} {what} per second, {1e6 * threads / rate:N0} microseconds each on a thread");
    }
}
