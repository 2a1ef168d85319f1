using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class PackedMatrixTests
{
    [Theory]
    [InlineData(1, 5, 7)]
    [InlineData(16, 256, 96)]
    [InlineData(13, 600, 33)]
    [InlineData(64, 300, 65)]
    [InlineData(100, 17, 32)]
    public void Multiply_AnyShape_GivesTheBitsOfGemm(int rows, int k, int n)
    {
        using var team = new ThreadTeam(1);
        foreach (var layout in new[] { MatrixLayout.RowMajor(k, n, n + 3), MatrixLayout.RowMajor(n, k).Transpose() })
        {
            var packed = new PackedMatrix(layout);
            for (ulong round = 0; round < 2; round++)
            {
                var (a, b) = (SeededVectors.Of(rows * (k + 2), 1), SeededVectors.Of(layout.Length, 2 + round));
                var actual = SeededVectors.Of(rows * (n + 5), 4);
                var expected = actual.ToArray();
                var gemm = new Gemm(MatrixLayout.RowMajor(rows, k, k + 2), layout, MatrixLayout.RowMajor(rows, n, n + 5), team);
                packed.Pack(b);
                foreach (var accumulate in new[] { false, true })
                {
                    gemm.Multiply(a, b, expected, accumulate);
                    packed.Multiply(a, k + 2, actual, n + 5, rows, accumulate);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Fact]
    public void Multiply_SomeRowsAtOnceOnManyThreads_GivesTheSameBits()
    {
        var (a, b) = (SeededVectors.Of(64 * 100, 1), SeededVectors.Of(100 * 50, 2));
        var packed = new PackedMatrix(MatrixLayout.RowMajor(100, 50));
        packed.Pack(b);
        var (whole, parts) = (new float[64 * 50], new float[64 * 50]);
        packed.Multiply(a, 100, whole, 50, 64, accumulate: false);
        using var team = new ThreadTeam(3);

        team.Run(13, part =>
            packed.Multiply(a.AsSpan(part * 500), 100, parts.AsSpan(part * 250), 50, Math.Min(5, 64 - 5 * part), accumulate: false));

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void MultiplyAndPack_Again_AllocateNothing()
    {
        var packed = new PackedMatrix(MatrixLayout.RowMajor(100, 50));
        float[] a = new float[16 * 100], b = new float[100 * 50], c = new float[16 * 50];
        packed.Pack(b);
        packed.Multiply(a, 100, c, 50, 16, accumulate: false);
        var before = GC.GetAllocatedBytesForCurrentThread();

        packed.Pack(b);
        packed.Multiply(a, 100, c, 50, 16, accumulate: true);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Multiply_NothingToSumOrToDo_ClearsOrLeavesC()
    {
        var none = new PackedMatrix(MatrixLayout.RowMajor(0, 3));
        none.Pack([]);
        float[] c = [1, 2, 3];
        none.Multiply([], 0, c, 3, 1, accumulate: true);
        Assert.Equal([1, 2, 3], c);
        none.Multiply([], 0, c, 3, 1, accumulate: false);
        Assert.Equal([0, 0, 0], c);
        none.Multiply([], 0, [], 3, 0, accumulate: false);
    }

    [Fact]
    public void MultiplyOrPack_WhatDoesNotFit_Throws()
    {
        var packed = new PackedMatrix(MatrixLayout.RowMajor(4, 3));
        Assert.Throws<ArgumentException>(() => packed.Pack(new float[11]));
        Assert.Throws<ArgumentException>(() => packed.Multiply(new float[7], 4, new float[6], 3, 2, accumulate: false));
        Assert.Throws<ArgumentException>(() => packed.Multiply(new float[8], 4, new float[5], 3, 2, accumulate: false));
        Assert.Throws<ArgumentException>(() => packed.Multiply(new float[8], 3, new float[6], 3, 2, accumulate: false));
        Assert.Throws<ArgumentException>(() => packed.Multiply(new float[8], 4, new float[6], 2, 2, accumulate: false));
    }
}
