namespace Mixtape.Numerics.Tests;

public sealed class CholeskySolverTests
{
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Solve_PositiveDefinite_FindsWhatTheDoubleSolverFinds(int n)
    {
        var stride = FactorMatrix.PaddedWidth(n);
        var a = Matrix(n, stride);
        var original = a.ToArray();
        var b = SeededVectors.Of(n, 2);
        var expected = SolveInDouble(original, n, stride, b);
        var x = b.ToArray();

        Assert.True(CholeskySolver.TryFactor(a, n, stride));
        CholeskySolver.Solve(a, stride, x);

        // The matrix's condition number is below 50, so single precision leaves at least five digits.
        var scale = expected.Select(Math.Abs).DefaultIfEmpty(1).Max();
        for (var i = 0; i < n; i++) Assert.InRange(x[i] - expected[i], -1e-5 * scale, 1e-5 * scale);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void TryFactor_NotPositiveDefinite_ReturnsFalse(int n)
    {
        var stride = FactorMatrix.PaddedWidth(n);
        foreach (var bad in new[] { 0, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var a = Matrix(n, stride);
            a[(n - 1) * stride + n - 1] = bad;
            Assert.False(CholeskySolver.TryFactor(a, n, stride));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void TryFactor_BadEntryAboveTheDiagonal_ReturnsFalse(float bad)
    {
        var a = Matrix(20, 32);
        a[3 * 32 + 17] = bad;
        Assert.False(CholeskySolver.TryFactor(a, 20, 32));
    }

    [Fact]
    public void TryFactor_OtherNumbersBelowTheDiagonal_AreNotUsed()
    {
        var (a, other) = (Matrix(20, 32), Matrix(20, 32));
        for (var i = 0; i < 20; i++)
            for (var j = 0; j < i; j++) other[i * 32 + j] = 7;
        var (x, y) = (SeededVectors.Of(20, 3), SeededVectors.Of(20, 3));
        Assert.True(CholeskySolver.TryFactor(a, 20, 32) && CholeskySolver.TryFactor(other, 20, 32));
        CholeskySolver.Solve(a, 32, x);
        CholeskySolver.Solve(other, 32, y);
        Assert.Equal(x, y);
    }

    [Fact]
    public void TryFactor_WhatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => CholeskySolver.TryFactor(new float[127], 3, 16));
        Assert.Throws<ArgumentException>(() => CholeskySolver.TryFactor(new float[512], 3, 24));
        Assert.Throws<ArgumentException>(() => CholeskySolver.TryFactor(new float[512], 17, 16));
        Assert.Throws<ArgumentException>(() => CholeskySolver.Solve(new float[127], 16, new float[3]));
        Assert.Throws<ArgumentException>(() => CholeskySolver.TryFactor(new float[128], 8, 613_566_768)); // 7 of it are 80, in 32 bits
        Assert.Throws<ArgumentOutOfRangeException>(() => CholeskySolver.TryFactor(new float[128], -5, 16));
    }

    public static TheoryData<int> Sizes => [.. Enumerable.Range(0, 131), 200];

    /// <summary>A Gramian of 2 n normal vectors over n, plus the identity.</summary>
    private static float[] Matrix(int n, int stride)
    {
        var a = new float[CholeskySolver.Room(n)];
        for (var k = 0; k < 2 * n; k++)
        {
            var y = SeededVectors.Of(n, 100 + (ulong)k);
            for (var i = 0; i < n; i++)
                for (var j = i; j < n; j++) a[i * stride + j] += y[i] * y[j] / n;
        }

        for (var i = 0; i < n; i++) a[i * stride + i] += 1;
        return a;
    }

    /// <summary>Gaussian elimination without pivoting, which positive definite matrices do not need.</summary>
    private static double[] SolveInDouble(float[] upper, int n, int stride, float[] b)
    {
        var a = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++) a[i, j] = a[j, i] = upper[i * stride + j];
        var x = Array.ConvertAll(b, value => (double)value);
        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var i = pivot + 1; i < n; i++)
            {
                var factor = a[i, pivot] / a[pivot, pivot];
                for (var j = pivot; j < n; j++) a[i, j] -= factor * a[pivot, j];
                x[i] -= factor * x[pivot];
            }
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < n; j++) x[i] -= a[i, j] * x[j];
            x[i] /= a[i, i];
        }

        return x;
    }
}
