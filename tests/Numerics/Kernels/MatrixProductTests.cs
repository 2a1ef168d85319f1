using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class MatrixProductTests
{
    [Fact]
    public void Add_EveryShapeUpTo40_EqualsPlainLoops()
    {
        for (var rows = 0; rows <= 20; rows++)
            for (var inner = 0; inner <= 20; inner += 3)
                for (var columns = 0; columns <= 40; columns++) Compare(rows, inner, columns, 1);
    }

    [Theory]
    [InlineData(130, 64, 64)]
    [InlineData(64, 300, 33)]
    [InlineData(67, 513, 130)]
    [InlineData(3, 600, 31)]
    public void Add_BeyondABlock_EqualsPlainLoops(int rows, int inner, int columns) => Compare(rows, inner, columns, -0.5f);

    [Fact]
    public void Add_SomeRowsAlone_GivesTheSameBytes()
    {
        var (a, b) = (SeededVectors.Of(100 * 48, 1), SeededVectors.Of(48 * 48, 2));
        var (all, part) = (new float[100 * 48], new float[100 * 48]);
        MatrixProduct.Add(all, 48, a, 48, b, 48, 100, 48, 48);
        for (var row = 0; row < 100; row += 7)
        {
            var count = Math.Min(7, 100 - row);
            MatrixProduct.Add(part.AsSpan(row * 48), 48, a.AsSpan(row * 48), 48, b, 48, count, 48, 48);
        }

        Assert.Equal(all, part);
    }

    [Fact]
    public void Add_SpansOrStridesTooShort_Throws()
    {
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new float[63], 16, new float[16], 4, new float[64], 16, 4, 4, 4));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new float[64], 16, new float[15], 4, new float[64], 16, 4, 4, 4));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new float[64], 16, new float[16], 4, new float[51], 16, 4, 4, 4));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new float[64], 15, new float[16], 4, new float[64], 16, 4, 4, 4));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new float[64], 16, new float[16], 3, new float[64], 16, 4, 4, 4));
    }

    private static void Compare(int rows, int inner, int columns, float scale)
    {
        var (aStride, stride) = (inner + 1, FactorMatrix.PaddedWidth(columns) + 16);
        var (a, b) = (SeededVectors.Of(rows * aStride + 1, 1), SeededVectors.Of(inner * stride + 1, 2));
        var c = SeededVectors.Of(rows * stride + 1, 3);
        var expected = Array.ConvertAll(c, value => (double)value);
        for (var i = 0; i < rows; i++)
            for (var k = 0; k < inner; k++)
                for (var j = 0; j < columns; j++) expected[i * stride + j] += (double)scale * a[i * aStride + k] * b[k * stride + j];
        MatrixProduct.Add(c, stride, a, aStride, b, stride, rows, inner, columns, scale);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) Assert.Equal(expected[i * stride + j], c[i * stride + j], 2e-6 * (inner + 1));
    }
}
