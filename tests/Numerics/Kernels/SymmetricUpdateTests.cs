using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class SymmetricUpdateTests
{
    [Theory]
    [MemberData(nameof(Widths))]
    public void Add_AnyWidth_IsTheSumOfOuterProductsInDouble(int width)
    {
        var rows = SeededVectors.Matrix(11, width, 1);
        int[] indices = [0, 5, 5, 10, 3, 1, 7]; // four at once, three one by one, a row twice
        float[] weights = [1, 0.5f, 2, 0, 3, 10, 0.1f];
        var a = new float[width * rows.Stride];
        for (var i = 0; i < width; i++) a[i * rows.Stride] = 1;

        SymmetricUpdate.Add(a, rows, indices, weights);

        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double expected = j == 0 ? 1 : 0, magnitude = 1;
                for (var k = 0; k < indices.Length; k++)
                {
                    var product = (double)weights[k] * rows[indices[k]][i] * rows[indices[k]][j];
                    expected += product;
                    magnitude += Math.Abs(product);
                }

                var tolerance = magnitude * 2 * indices.Length * Math.Pow(2, -24);
                Assert.InRange(a[i * rows.Stride + j] - expected, -tolerance, tolerance);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(64)]
    public void Add_FourAtOnceOrOneByOne_SameBits(int width)
    {
        var rows = SeededVectors.Matrix(9, width, 2);
        int[] indices = [8, 1, 2, 3, 4, 5, 6, 7, 0];
        var weights = SeededVectors.Of(9, 3);
        var together = new float[width * rows.Stride];
        var alone = new float[width * rows.Stride + 3];

        SymmetricUpdate.Add(together, rows, indices, weights);
        for (var k = 0; k < indices.Length; k++)
            SymmetricUpdate.Add(alone.AsSpan(3), rows, indices.AsSpan(k, 1), weights.AsSpan(k, 1)); // and another alignment

        for (var i = 0; i < width; i++)
            Assert.Equal(together.AsSpan(i * rows.Stride, i + 1), alone.AsSpan(3 + i * rows.Stride, i + 1));
    }

    [Fact]
    public void Add_WeightOfZero_ChangesNothing()
    {
        var rows = SeededVectors.Matrix(4, 20, 4);
        var a = SeededVectors.Of(20 * rows.Stride, 5);
        var before = a.ToArray();

        SymmetricUpdate.Add(a, rows, [0, 1, 2, 3, 0], new float[5]);

        Assert.Equal(before, a);
    }

    [Fact]
    public void Add_NoRows_ChangesNothing()
    {
        var a = new float[16];
        SymmetricUpdate.Add(a, new FactorMatrix(0, 1), [], []);
        Assert.All(a, entry => Assert.Equal(0, entry));
    }

    [Fact]
    public void Add_NanInARow_SpreadsOverItsRowAndColumn()
    {
        var rows = SeededVectors.Matrix(1, 20, 6);
        rows[0][7] = float.NaN;
        var a = new float[20 * rows.Stride];

        SymmetricUpdate.Add(a, rows, [0], [1]);

        for (var i = 0; i < 20; i++)
            for (var j = 0; j <= i; j++) Assert.Equal(i == 7 || j == 7, float.IsNaN(a[i * rows.Stride + j]));
    }

    [Fact]
    public void Add_WhatDoesNotFit_Throws()
    {
        var rows = new FactorMatrix(2, 3);
        var a = new float[3 * rows.Stride];
        Assert.Throws<ArgumentException>(() => SymmetricUpdate.Add(a, rows, [0], [1, 2]));
        Assert.Throws<ArgumentException>(() => SymmetricUpdate.Add(a.AsSpan(1), rows, [0], [1]));
        Assert.Throws<IndexOutOfRangeException>(() => SymmetricUpdate.Add(a, rows, [0, 2], [1, 1]));
        Assert.Throws<IndexOutOfRangeException>(() => SymmetricUpdate.Add(a, rows, [-1], [1]));
        Assert.All(a, entry => Assert.Equal(0, entry));
    }

    public static TheoryData<int> Widths => [.. Enumerable.Range(1, 130), 514];
}
