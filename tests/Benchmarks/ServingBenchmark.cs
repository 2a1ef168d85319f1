using System.Diagnostics;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Neighbours;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Benchmarks;

/// <summary>Times what a request costs.</summary>
internal static class ServingBenchmark
{
    private const int Spells = 8;

    private static readonly TimeSpan _spell = TimeSpan.FromSeconds(0.4);

    public static async Task FoldInAsync(AlternatingLeastSquaresOptions options, Plays plays, int threads)
    {
        var (listeners, tracks, gramian) = await TrainAsync(options, plays, threads, 1);
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

    public static async Task TopKAsync(AlternatingLeastSquaresOptions options, Plays plays, int threads, int iterations)
    {
        var (listeners, tracks, _) = await TrainAsync(options, plays, threads, iterations);
        var index = new FactorIndex([tracks]);
        var heard = new ReadOnlyMemory<int>[plays.Listeners];
        for (var u = 0; u < heard.Length; u++) heard[u] = plays.ByListener.Columns.AsMemory(plays.ByListener.Row(u, false));
        foreach (var best in new[] { 10, 100 })
        {
            CheckParity(index, listeners, tracks, heard, best);
            double scored = 0;
            for (var u = 0; u < plays.Listeners; u++)
            {
                index.Largest(listeners[u], best, [], out var rows);
                scored += rows / (double)plays.Listeners;
            }

            Console.WriteLine($"looked at        {scored:N0} of {tracks.Rows:N0} tracks for the best {best}, mean of all listeners");
            var what = $"best {best} of {tracks.Rows:N0} tracks";
            var plain = Report($"{what}, plain scan,", threads, u => Scan(listeners[u % plays.Listeners], tracks, best));
            var one = Report($"{what}, index,", threads, u => index.Largest(listeners[u % plays.Listeners], best, []));
            var unheard = Report(
                $"{what} without those heard, index,", threads,
                u => index.Largest(listeners[u % plays.Listeners], best, heard[u % plays.Listeners].Span));
            var all = Report(
                $"{what} without those heard, for all listeners at once,", 1, _ => index.LargestOfMany(listeners, best, heard, threads),
                plays.Listeners);
            Console.WriteLine($"ratio            {one / plain:N1} index to plain scan, {all / unheard:N1} all at once to one by one");
        }

        Report("most alike 20 tracks", threads, u => index.Nearest(tracks[u % tracks.Rows], 20, [u % tracks.Rows]));
    }

    private static void CheckParity(
        FactorIndex index, FactorMatrix listeners, FactorMatrix tracks, ReadOnlyMemory<int>[] heard, int best)
    {
        var some = new FactorMatrix(Math.Min(200, listeners.Rows), listeners.Width);
        for (var u = 0; u < some.Rows; u++) listeners[u].CopyTo(some[u]);
        var together = index.LargestOfMany(some, best, heard[..some.Rows], 1);
        for (var u = 0; u < some.Rows; u++)
        {
            // The plain scan adds in another order, so what is equal but for the last digits may change places.
            var (found, plain) = (index.Largest(some[u], best, []), Scan(some[u], tracks, best));
            for (var i = 0; i < best; i++)
            {
                if (Math.Abs(found[i].Score - plain[i].Score) > 1e-5f * plain[0].Score)
                    throw new InvalidOperationException($"The best tracks of listener {u} are not those of a scan: not timed.");
            }

            if (!together[u].SequenceEqual(index.Largest(some[u], best, heard[u].Span)))
                throw new InvalidOperationException($"Listener {u} gets other tracks among many than alone: not timed.");
        }

        Console.WriteLine($"parity           best {best} of {some.Rows} listeners: index, plain scan and all at once agree");
    }

    private static (float Score, long Row)[] Scan(ReadOnlySpan<float> listener, FactorMatrix tracks, int best)
    {
        var top = new TopK(best);
        for (var i = 0; i < tracks.Rows; i++) top.Add(Dot.Product(listener, tracks[i]), i);
        return top.ToSortedArray();
    }

    private static async Task<(FactorMatrix Listeners, FactorMatrix Tracks, Gramian Gramian)> TrainAsync(
        AlternatingLeastSquaresOptions options, Plays plays, int threads, int iterations)
    {
        var tracks = plays.Start(options);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var solved = (await plays.SolveAsync(options, Side.Listeners, tracks, threads)).Factors;
            tracks = (await plays.SolveAsync(options, Side.Tracks, solved, threads)).Factors;
        }

        var listeners = (await plays.SolveAsync(options, Side.Listeners, tracks, threads)).Factors;
        var gramian = new Gramian(options.Width);
        gramian.Add(tracks);
        return (listeners, tracks, gramian);
    }

    /// <summary>Prints and returns how often a second, in the best of some spells: other work on the machine only slows things down.</summary>
    private static double Report(string what, int threads, Action<int> once, int each = 1)
    {
        var rate = 0.0;
        for (var spell = 0; spell < Spells; spell++)
        {
            long done = 0;
            var clock = Stopwatch.StartNew();
            Parallel.For(0, threads, thread =>
            {
                var calls = 0;
                for (; clock.Elapsed < _spell; calls++) once(thread + calls * threads);
                Interlocked.Add(ref done, (long)calls * each);
            });
            rate = Math.Max(rate, done / clock.Elapsed.TotalSeconds);
        }

        Console.WriteLine($"speed            {rate:N0} {what} per second");
        return rate;
    }
}
