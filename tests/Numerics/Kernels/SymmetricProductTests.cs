using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class SymmetricProductTests
{
    [Theory]
    [MemberData(nameof(Widths))]
    public void Add_AnyWidth_IsTheSumOfOuterProductsInDouble(int width)
    {
        foreach (var rows in (int[])[0, 1, 2, 7, 31])
        {
            var stride = FactorMatrix.PaddedWidth(width) + (width % 2 * 16);
            var b = SeededVectors.Of(rows * stride, 1);
            var before = SeededVectors.Of(CholeskySolver.Room(width) / FactorMatrix.PaddedWidth(width) * stride, 2);
            var c = before.ToArray();

            SymmetricProduct.Add(c, stride, b, stride, rows, width, -0.5f);

            for (var i = 0; i < width; i++)
            {
                for (var j = i; j < width; j++)
                {
                    double expected = before[i * stride + j], magnitude = Math.Abs(expected);
                    for (var k = 0; k < rows; k++)
                    {
                        var product = 0.5 * b[k * stride + i] * b[k * stride + j];
                        expected -= product;
                        magnitude += Math.Abs(product);
                    }

                    var tolerance = magnitude * (rows + 2) * Math.Pow(2, -24);
                    Assert.InRange(c[i * stride + j] - expected, -tolerance, tolerance);
                }
            }
        }
    }

    [Fact]
    public void Add_OnesAndPowersOfTwo_IsExact()
    {
        var b = new float[100 * 16];
        Array.Fill(b, 0.5f);
        var c = new float[16 * 16];
        SymmetricProduct.Add(c, 16, b, 16, 100, 16);
        for (var i = 0; i < 16; i++)
            for (var j = i; j < 16; j++) Assert.Equal(25, c[i * 16 + j]);
    }

    [Fact]
    public void Add_NanInARow_SpreadsOverItsRowAndColumn()
    {
        var b = SeededVectors.Of(32, 6);
        b[7] = float.NaN;
        var c = new float[CholeskySolver.Room(20)];

        SymmetricProduct.Add(c, 32, b, 32, 1, 20);

        for (var i = 0; i < 20; i++)
            for (var j = i; j < 20; j++) Assert.Equal(i == 7 || j == 7, float.IsNaN(c[i * 32 + j]));
    }

    [Fact]
    public void Add_WhatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => SymmetricProduct.Add(new float[127], 16, new float[48], 16, 3, 3));
        Assert.Throws<ArgumentException>(() => SymmetricProduct.Add(new float[128], 16, new float[47], 16, 3, 3));
        Assert.Throws<ArgumentException>(() => SymmetricProduct.Add(new float[128], 15, new float[48], 16, 3, 3));
        Assert.Throws<ArgumentException>(() => SymmetricProduct.Add(new float[128], 16, new float[48], 15, 3, 3));
        Assert.Throws<ArgumentException>(() => SymmetricProduct.Add(new float[128], 16, new float[48], 16, (1 << 28) + 1, 3)); // 16, in 32 bits
    }

    public static TheoryData<int> Widths => [.. Enumerable.Range(1, 130), 514];
}
