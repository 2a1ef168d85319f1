using System.Diagnostics;
using System.Runtime.Intrinsics;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Benchmarks;

/// <summary>
/// What the machine can do at most: fused multiply-adds that never leave the registers, and the product of two large matrices. Where vectors
/// are 256 bits wide, the runtime takes two for one, and the figures come out a little low.
/// </summary>
internal static class PeakArithmetic
{
    /// <summary>The product of two matrices of 1,024 rows and columns: the best of fifteen, in 10^9 operations per second over all threads.</summary>
    public static double MeasureProduct(int threads)
    {
        const int Size = 1024;
        var random = new SeededRandom(1);
        var (a, b) = (new float[Size * Size], new float[Size * Size]);
        for (var i = 0; i < a.Length; i++) (a[i], b[i]) = ((float)random.NextGaussian(), (float)random.NextGaussian());
        var products = Enumerable.Range(0, threads).Select(_ => new float[Size * Size]).ToArray();
        double best = 0;
        for (var round = 0; round < 15; round++)
        {
            var clock = Stopwatch.StartNew();
            Parallel.For(0, threads, thread => MatrixProduct.Add(products[thread], Size, a, Size, b, Size, Size, Size, Size));
            best = Math.Max(best, 2.0 * Size * Size * Size * threads / clock.Elapsed.TotalSeconds / 1e9);
        }

        return best;
    }

    /// <summary>The best of three, in 10^9 operations per second over all threads.</summary>
    public static double Measure(int threads)
    {
        const int Steps = 20_000_000, Lanes = 16, Chains = 12;
        double best = 0;
        for (var round = 0; round < 3; round++)
        {
            var sinks = new float[threads * 64];
            var clock = Stopwatch.StartNew();
            Parallel.For(0, threads, thread => sinks[thread * 64] = Run(Steps));
            best = Math.Max(best, 2.0 * Lanes * Chains * Steps * threads / clock.Elapsed.TotalSeconds / 1e9);
            if (sinks.Any(float.IsNaN)) throw new InvalidOperationException("The loop computed nonsense.");
        }

        return best;
    }

    private static float Run(int steps)
    {
        var (x, y) = (Vector512.Create(0.999f), Vector512.Create(1e-3f));
        var (a, b, c, d, e, f) = (y, y, y, y, y, y);
        var (g, h, i, j, k, l) = (x, x, x, x, x, x);
        for (var step = 0; step < steps; step++)
        {
            (a, b, c) = (Vector512.FusedMultiplyAdd(a, x, y), Vector512.FusedMultiplyAdd(b, x, y), Vector512.FusedMultiplyAdd(c, x, y));
            (d, e, f) = (Vector512.FusedMultiplyAdd(d, x, y), Vector512.FusedMultiplyAdd(e, x, y), Vector512.FusedMultiplyAdd(f, x, y));
            (g, h, i) = (Vector512.FusedMultiplyAdd(g, x, y), Vector512.FusedMultiplyAdd(h, x, y), Vector512.FusedMultiplyAdd(i, x, y));
            (j, k, l) = (Vector512.FusedMultiplyAdd(j, x, y), Vector512.FusedMultiplyAdd(k, x, y), Vector512.FusedMultiplyAdd(l, x, y));
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
