using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class MatrixVectorTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(112)]
    [InlineData(528)]
    public void Products_AnyNumberOfRows_EqualPlainSumsInDouble(int stride)
    {
        for (var rows = 0; rows <= 130; rows++)
        {
            var (a, x, t) = (SeededVectors.Of(rows * stride, 1), SeededVectors.Of(stride, 2), SeededVectors.Of(rows, 3));
            var (y, z) = (SeededVectors.Of(rows, 4), SeededVectors.Of(stride, 5));
            var expected = Array.ConvertAll(z, value => (double)value);

            MatrixVector.Multiply(a, x, y);
            MatrixVector.AddTransposed(a, t, z);

            for (var i = 0; i < rows; i++)
            {
                double sum = 0, magnitude = 0;
                for (var j = 0; j < stride; j++)
                {
                    sum += (double)a[i * stride + j] * x[j];
                    magnitude += Math.Abs((double)a[i * stride + j] * x[j]);
                    expected[j] += (double)a[i * stride + j] * t[i];
                }

                Assert.InRange(y[i] - sum, -1e-6 * magnitude, 1e-6 * magnitude);
            }

            for (var j = 0; j < stride; j++) Assert.Equal(expected[j], z[j], 2e-6 * (rows + 1));
        }
    }

    [Fact]
    public void Multiply_RowsAlone_GivesTheSameBits()
    {
        var (a, x) = (SeededVectors.Of(11 * 48, 1), SeededVectors.Of(48, 2));
        var (together, alone) = (new float[11], new float[11]);
        MatrixVector.Multiply(a, x, together);
        for (var row = 0; row < 11; row++) MatrixVector.Multiply(a.AsSpan(row * 48, 48), x, alone.AsSpan(row, 1));
        Assert.Equal(together, alone);
    }

    [Fact]
    public void Products_WhatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => MatrixVector.Multiply(new float[31], new float[16], new float[2]));
        Assert.Throws<ArgumentException>(() => MatrixVector.Multiply(new float[32], new float[15], new float[2]));
        Assert.Throws<ArgumentException>(() => MatrixVector.AddTransposed(new float[31], new float[2], new float[16]));
        Assert.Throws<ArgumentException>(() => MatrixVector.AddTransposed(new float[32], new float[2], new float[15]));
    }
}
