using System.Diagnostics;
using System.Globalization;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Benchmarks;

/// <summary>
/// Products of the shapes that neural networks have, in 10^9 operations per second and as a share of the machine's peak, which is right
/// where nothing else runs.
/// </summary>
internal static class GemmBenchmark
{
    private const int Rounds = 60;

    /// <summary>Prints a line for each product and number of threads.</summary>
    public static void Run(int[] threads)
    {
        foreach (var count in threads)
        {
            var peak = Enumerable.Range(0, 5).Max(_ => PeakArithmetic.Measure(count)); // whatever else runs only lowers it
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} threads, peak {peak:N0} GFLOP/s in registers alone"));
            using var team = new ThreadTeam(count);
            foreach (var (name, a, b, c) in Products())
            {
                var gemm = new Gemm(a, b, c, team);
                var (left, right, result) = (Entries(a.Length), Entries(b.Length), new float[c.Length]);
                gemm.Multiply(left, right, result, accumulate: false);
                CheckSums(name, (a, left), (b, right), (c, result));
                Print(name, peak, 2.0 * c.Rows * c.Columns * a.Columns, () => gemm.Multiply(left, right, result, accumulate: false));
            }

            PrintPacked(team, peak);
        }
    }

    /// <summary>What the product of two matrices of 1,024 rows and columns reaches, in 10^9 operations per second: the best of all rounds.</summary>
    public static double Best(int threads)
    {
        const int Size = 1024;
        using var team = new ThreadTeam(threads);
        var square = MatrixLayout.RowMajor(Size, Size);
        var gemm = new Gemm(square, square, square, team);
        var (a, b, c) = (Entries(Size * Size), Entries(Size * Size), new float[Size * Size]);
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            gemm.Multiply(a, b, c, accumulate: false);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / best / 1e9;
    }

    /// <summary>
    /// With weights w, the rows of C must come to (A B) w = A (B w), which is taken in double precision: nothing is timed that is wrong.
    /// </summary>
    private static void CheckSums(
        string name, (MatrixLayout At, float[] Entries) a, (MatrixLayout At, float[] Entries) b, (MatrixLayout At, float[] Entries) c)
    {
        var sums = new double[b.At.Rows];
        for (var k = 0; k < sums.Length; k++) sums[k] = RowSum(b, k, Weight);
        for (var row = 0; row < c.At.Rows; row++)
        {
            var (expected, actual) = (RowSum(a, row, k => sums[k]), RowSum(c, row, Weight));
            if (!(Math.Abs(expected - actual) <= 1e-6 * Math.Sqrt(a.At.Columns) * c.At.Columns))
                throw new InvalidOperationException($"{name}: row {row} comes to {actual} where it should to {expected}.");
        }

        static double Weight(int column) => Math.Cos(column);

        static double RowSum((MatrixLayout At, float[] Entries) matrix, int row, Func<int, double> weight)
        {
            var sum = 0.0;
            for (var column = 0; column < matrix.At.Columns; column++)
                sum += weight(column) * matrix.Entries[matrix.At.RowOffsets[row] + matrix.At.ColumnOffsets[column]];
            return sum;
        }
    }

    private static IEnumerable<(string Name, MatrixLayout A, MatrixLayout B, MatrixLayout C)> Products()
    {
        foreach (var (m, k, n) in new[] { (512, 1024, 1024), (256, 512, 600), (64, 128, 512), (64, 64, 64) })
        {
            var (a, b, c) = (MatrixLayout.RowMajor(m, k), MatrixLayout.RowMajor(k, n), MatrixLayout.RowMajor(m, n));
            var (aTransposed, bTransposed) = (MatrixLayout.RowMajor(k, m).Transpose(), MatrixLayout.RowMajor(n, k).Transpose());
            yield return ($"A B    {m} x {k} x {n}", a, b, c);
            yield return ($"A B^T  {m} x {k} x {n}", a, bTransposed, c);
            yield return ($"A^T B  {m} x {k} x {n}", aTransposed, b, c);
        }

        // A convolution over time: one sample, 128 channels, four kernel positions, 256 filters.
        foreach (var product in Convolution("1-d", 1, 128, (1, 603), (1, 4), 256)) yield return product;

        // And one over an image: sixteen samples, 32 channels, three by three kernel positions, 64 filters; runs of fourteen.
        foreach (var product in Convolution("2-d", 16, 32, (16, 16), (3, 3), 64)) yield return product;
    }

    /// <summary>The convolution and its two gradients, that of the input still unfolded.</summary>
    private static IEnumerable<(string Name, MatrixLayout A, MatrixLayout B, MatrixLayout C)> Convolution(
        string name, int samples, int channels, (int Height, int Width) input, (int Height, int Width) kernel, int filters)
    {
        var (height, width) = (input.Height - kernel.Height + 1, input.Width - kernel.Width + 1);
        var (size, positions, taps) = (input.Height * input.Width, height * width, kernel.Height * kernel.Width);
        var weights = MatrixLayout.RowMajor(filters, channels * taps);
        var unfolded = new MatrixLayout(
            [.. Enumerable.Range(0, channels * taps)
                .Select(i => i / taps * size + i % taps / kernel.Width * input.Width + i % kernel.Width)],
            [.. Enumerable.Range(0, samples * positions)
                .Select(i => i / positions * channels * size + i % positions / width * input.Width + i % width)]);
        var output = new MatrixLayout(
            [.. Enumerable.Range(0, filters).Select(i => i * positions)],
            [.. Enumerable.Range(0, samples * positions).Select(i => i / positions * filters * positions + i % positions)]);
        var shape = $"{filters} x {channels * taps} x {samples * positions}";
        yield return ($"{name} convolution {shape}", weights, unfolded, output);
        yield return ("  its weights' gradient", output, unfolded.Transpose(), weights);
        yield return ("  its input's gradient", weights.Transpose(), output, MatrixLayout.RowMajor(channels * taps, samples * positions));
    }

    /// <summary>Each thread multiplies sixteen rows of its own by the same weights.</summary>
    private static void PrintPacked(ThreadTeam team, double peak)
    {
        const int Rows = 16, Inner = 256, Columns = 768;
        var packed = new PackedMatrix(MatrixLayout.RowMajor(Inner, Columns));
        packed.Pack(Entries(Inner * Columns));
        var a = Entries(team.Threads * Rows * Inner);
        var c = new float[team.Threads * Rows * Columns];
        Action<int> part = thread =>
        {
            for (var step = 0; step < 10; step++)
                packed.Multiply(a.AsSpan(thread * Rows * Inner), Inner, c.AsSpan(thread * Rows * Columns), Columns, Rows, false);
        };
        Print("packed 16 x 256 x 768 each", peak, 20.0 * Rows * Inner * Columns * team.Threads, () => team.Run(team.Threads, part));
    }

    private static void Print(string name, double peak, double operations, Action multiply)
    {
        for (var i = 0; i < 5; i++) multiply();
        Span<double> seconds = stackalloc double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.GetTimestamp();
            multiply();
            seconds[round] = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        }

        seconds.Sort();
        var (best, median) = (operations / seconds[0] / 1e9, operations / seconds[Rounds / 2] / 1e9);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {name,-34} {best,6:N0} GFLOP/s at best, {median,6:N0} in the middle, {best / peak,5:P0} of peak"));
    }

    private static float[] Entries(int length)
    {
        var random = new SeededRandom(1);
        var entries = new float[length];
        for (var i = 0; i < length; i++) entries[i] = (float)random.NextGaussian();
        return entries;
    }
}
