using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class GemmTests
{
    private static readonly int[] _sizes = [1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 257];

    [Fact]
    public void Multiply_ManyShapesAndForms_EqualsPlainLoops()
    {
        var random = new SeededRandom(5);
        using var team = new ThreadTeam(2);
        for (var trial = 0; trial < 120; trial++)
        {
            var (m, k, n) = (_sizes[random.Next(13)], _sizes[random.Next(13)], _sizes[random.Next(13)]);
            Compare(Form(m, k, random), Form(k, n, random), Form(m, n, random), team, accumulate: trial % 2 == 1);
        }
    }

    [Theory]
    [InlineData(130, 600, 100)]
    [InlineData(1, 1000, 33)]
    [InlineData(100, 513, 300)]
    [InlineData(300, 300, 1)]
    public void Multiply_BeyondABlock_EqualsPlainLoops(int m, int k, int n)
    {
        using var team = new ThreadTeam(2);
        Compare(MatrixLayout.RowMajor(m, k), MatrixLayout.RowMajor(k, n), MatrixLayout.RowMajor(m, n), team, accumulate: true);
        var (aTransposed, cTransposed) = (MatrixLayout.RowMajor(k, m).Transpose(), MatrixLayout.RowMajor(n, m).Transpose());
        Compare(aTransposed, MatrixLayout.RowMajor(k, n), cTransposed, team, accumulate: false);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(4, 50)]
    [InlineData(3, 7)]
    [InlineData(3, 14)]
    [InlineData(7, 9)]
    public void Multiply_AConvolutionsLayout_EqualsPlainLoops(int samples, int width)
    {
        // Six channels, five kernel positions, rows of the input padded by four: entries overlap, and columns come in runs.
        const int Channels = 6, Kernel = 5, Filters = 20;
        var input = Unfolded(samples, Channels, width, Kernel);
        var outputs = new MatrixLayout(
            [.. Enumerable.Range(0, Filters).Select(filter => filter * width)],
            [.. Enumerable.Range(0, samples * width).Select(i => i / width * Filters * width + i % width)]);
        var weights = MatrixLayout.RowMajor(Filters, Channels * Kernel);
        using var team = new ThreadTeam(2);
        Compare(weights, input, outputs, team, accumulate: false);
        Compare(outputs, input.Transpose(), weights, team, accumulate: true);
        Compare(input.Transpose(), weights.Transpose(), outputs.Transpose(), team, accumulate: true);
    }

    [Fact]
    public void Multiply_EntriesScattered_EqualsPlainLoops()
    {
        var random = new SeededRandom(9);
        using var team = new ThreadTeam(2);
        for (var trial = 0; trial < 10; trial++)
        {
            Compare(
                Scattered(40, 70, random), Scattered(70, 50, random), Scattered(40, 50, random), team, accumulate: trial % 2 == 0);
        }
    }

    [Fact]
    public void Multiply_AnyTeam_GivesTheSameBits()
    {
        foreach (var (m, k, n) in new[] { (200, 300, 130), (33, 700, 400), (500, 260, 20), (64, 2000, 64) })
        {
            var results = new float[3][];
            for (var threads = 1; threads <= 3; threads++)
            {
                using var team = new ThreadTeam(threads);
                results[threads - 1] = SeededVectors.Of(m * n, 3);
                var gemm = new Gemm(MatrixLayout.RowMajor(m, k), MatrixLayout.RowMajor(k, n), MatrixLayout.RowMajor(m, n), team);
                gemm.Multiply(SeededVectors.Of(m * k, 1), SeededVectors.Of(k * n, 2), results[threads - 1], accumulate: true);
            }

            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Multiply_ByDefinition_GivesTheseBits(bool columnMajor)
    {
        const int M = 13, K = 600, N = 35;
        var (a, b, c) = (SeededVectors.Of(M * K, 1), SeededVectors.Of(K * N, 2), SeededVectors.Of(M * N, 3));
        var layout = columnMajor ? MatrixLayout.RowMajor(N, M).Transpose() : MatrixLayout.RowMajor(M, N);
        var expected = c.ToArray();
        for (var i = 0; i < M; i++)
        {
            for (var j = 0; j < N; j++)
            {
                for (var block = 0; block < K; block += 256)
                {
                    var sum = 0f;
                    for (var k = block; k < Math.Min(block + 256, K); k++) sum = MathF.FusedMultiplyAdd(a[i * K + k], b[k * N + j], sum);
                    expected[layout.RowOffsets[i] + layout.ColumnOffsets[j]] += sum;
                }
            }
        }

        using var team = new ThreadTeam(2);
        new Gemm(MatrixLayout.RowMajor(M, K), MatrixLayout.RowMajor(K, N), layout, team).Multiply(a, b, c, accumulate: true);

        Assert.Equal(expected, c);
    }

    [Fact]
    public void Multiply_NothingToSum_ClearsOrLeavesC()
    {
        using var team = new ThreadTeam(2);
        var gemm = new Gemm(MatrixLayout.RowMajor(3, 0), MatrixLayout.RowMajor(0, 40), MatrixLayout.RowMajor(3, 40), team);
        var c = SeededVectors.Of(120, 1);

        gemm.Multiply(default, default, c, accumulate: true);
        Assert.Equal(SeededVectors.Of(120, 1), c);

        gemm.Multiply(default, default, c, accumulate: false);
        Assert.All(c, entry => Assert.Equal(0, entry));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(0, 0)]
    public void Multiply_NothingInC_DoesNothing(int m, int n)
    {
        using var team = new ThreadTeam(2);
        var gemm = new Gemm(MatrixLayout.RowMajor(m, 5), MatrixLayout.RowMajor(5, n), MatrixLayout.RowMajor(m, n), team);
        gemm.Multiply(new float[m * 5], new float[5 * n], Memory<float>.Empty, accumulate: false);
    }

    [Fact]
    public void Multiply_Again_AllocatesNothing()
    {
        using var team = new ThreadTeam(2);
        float[] a = new float[200 * 300], b = new float[300 * 100], c = new float[200 * 100];
        var gemm = new Gemm(MatrixLayout.RowMajor(200, 300), MatrixLayout.RowMajor(300, 100), MatrixLayout.RowMajor(200, 100), team);
        for (var i = 0; i < 3; i++) gemm.Multiply(a, b, c, accumulate: false);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10; i++) gemm.Multiply(a, b, c, accumulate: true);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Gemm_WhatDoesNotFit_Throws()
    {
        using var team = new ThreadTeam(1);
        var (wide, square) = (MatrixLayout.RowMajor(3, 4), MatrixLayout.RowMajor(3, 3));
        Assert.Throws<ArgumentException>(() => new Gemm(wide, square, wide, team));
        Assert.Throws<ArgumentException>(() => new Gemm(square, wide, square, team));
        Assert.Throws<ArgumentException>(() => new Gemm(wide, wide.Transpose(), wide, team));
        var gemm = new Gemm(square, wide, wide, team);
        Assert.Throws<ArgumentException>(() => gemm.Multiply(new float[8], new float[12], new float[12], false));
        Assert.Throws<ArgumentException>(() => gemm.Multiply(new float[9], new float[11], new float[12], false));
        Assert.Throws<ArgumentException>(() => gemm.Multiply(new float[9], new float[12], new float[11], false));
    }

    private static MatrixLayout Form(int rows, int columns, SeededRandom random)
    {
        var gap = random.Next(3);
        return random.Next(2) == 0
            ? MatrixLayout.RowMajor(rows, columns, columns + gap)
            : MatrixLayout.RowMajor(columns, rows, rows + gap).Transpose();
    }

    private static MatrixLayout Unfolded(int samples, int channels, int width, int kernel)
    {
        var row = width + kernel - 1;
        return new(
            [.. Enumerable.Range(0, channels * kernel).Select(i => i / kernel * row + i % kernel)],
            [.. Enumerable.Range(0, samples * width).Select(i => i / width * channels * row + i % width)]);
    }

    /// <summary>Rows and columns in any order, with gaps, and no two entries at one place.</summary>
    private static MatrixLayout Scattered(int rows, int columns, SeededRandom random)
    {
        if (random.Next(2) == 0) return Scattered(columns, rows, random).Transpose();
        var across = Enumerable.Range(0, columns + 5).OrderBy(_ => random.Next(1 << 20)).Take(columns).ToArray();
        var down = Enumerable.Range(0, rows).OrderBy(_ => random.Next(1 << 20)).Select(row => row * (columns + 7)).ToArray();
        return new(down, across);
    }

    private static void Compare(MatrixLayout a, MatrixLayout b, MatrixLayout c, ThreadTeam team, bool accumulate)
    {
        const int Beyond = 40;
        var (left, right, actual) = (SeededVectors.Of(a.Length, 1), SeededVectors.Of(b.Length, 2), SeededVectors.Of(c.Length + Beyond, 3));
        if (!accumulate)
            foreach (var i in c.RowOffsets)
                foreach (var j in c.ColumnOffsets) actual[i + j] = float.NaN;
        var expected = Array.ConvertAll(actual, value => (double)value);
        for (var i = 0; i < c.Rows; i++)
        {
            for (var j = 0; j < c.Columns; j++)
            {
                ref var entry = ref expected[c.RowOffsets[i] + c.ColumnOffsets[j]];
                if (!accumulate) entry = 0;
                for (var k = 0; k < a.Columns; k++)
                    entry += (double)left[a.RowOffsets[i] + a.ColumnOffsets[k]] * right[b.RowOffsets[k] + b.ColumnOffsets[j]];
            }
        }

        new Gemm(a, b, c, team).Multiply(left, right, actual, accumulate);

        var touched = new bool[actual.Length];
        foreach (var i in c.RowOffsets)
            foreach (var j in c.ColumnOffsets) touched[i + j] = true;
        for (var at = 0; at < actual.Length; at++)
        {
            if (touched[at]) Assert.Equal(expected[at], actual[at], 3e-6 * (Math.Sqrt(a.Columns) + 1));
            else Assert.Equal((float)expected[at], actual[at]);
        }
    }
}
