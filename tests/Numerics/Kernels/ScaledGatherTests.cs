using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class ScaledGatherTests
{
    [Theory]
    [MemberData(nameof(Widths))]
    public void Copy_AnyWidth_CopiesEachRowTimesItsScale(int width)
    {
        var rows = SeededVectors.Matrix(11, width, 1);
        int[] indices = [0, 5, 5, 10, 3];
        float[] scales = [1, -0.5f, 2, 0, 3];
        var target = SeededVectors.Of(5 * rows.Stride + 1, 2);
        var beyond = target[^1];

        ScaledGather.Copy(rows, indices, scales, target);

        for (var k = 0; k < 5; k++)
            for (var j = 0; j < rows.Stride; j++)
                Assert.Equal(j < width ? scales[k] * rows[indices[k]][j] : 0, target[k * rows.Stride + j]);
        Assert.Equal(beyond, target[^1]);
    }

    [Fact]
    public void Copy_WhatDoesNotFit_Throws()
    {
        var rows = new FactorMatrix(2, 3);
        Assert.Throws<ArgumentException>(() => ScaledGather.Copy(rows, [0], [1, 2], new float[32]));
        Assert.Throws<ArgumentException>(() => ScaledGather.Copy(rows, [0, 1], [1, 2], new float[31]));
        Assert.Throws<IndexOutOfRangeException>(() => ScaledGather.Copy(rows, [0, 2], [1, 1], new float[32]));
        Assert.Throws<IndexOutOfRangeException>(() => ScaledGather.Copy(rows, [-1], [1], new float[32]));
    }

    public static TheoryData<int> Widths => [.. Enumerable.Range(1, 130), 514];
}
