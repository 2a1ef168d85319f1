namespace Mixtape.Numerics.Tests;

public sealed class FactorMatrixTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(15, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(514, 528)]
    public void PaddedWidth_IsTheNextMultipleOfSixteen(int width, int padded)
    {
        Assert.Equal(padded, FactorMatrix.PaddedWidth(width));
        Assert.Equal(padded, new FactorMatrix(2, width).Stride);
    }

    [Fact]
    public void Row_Written_LeavesOthersAndPaddingZero()
    {
        var matrix = new FactorMatrix(3, 5);
        matrix[1].Fill(7);

        Assert.Equal(5, matrix[1].Length);
        Assert.Equal(3 * 16, matrix.Data.Length);
        for (var i = 0; i < matrix.Data.Length; i++) Assert.Equal(i is >= 16 and < 21 ? 7 : 0, matrix.Data[i]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Row_OutOfRange_Throws(int row) =>
        Assert.ThrowsAny<ArgumentException>(() => new FactorMatrix(3, 5)[row].Length);

    [Fact]
    public void Constructor_NoRows_IsEmpty() => Assert.True(new FactorMatrix(0, 5).Data.IsEmpty);

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -5)]
    [InlineData(1 << 27, 1)]
    [InlineData(1 << 16, 1 << 16)]
    [InlineData(2, int.MaxValue)]
    public void Constructor_SizeThatNoArrayHolds_Throws(int rows, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FactorMatrix(rows, width));
}
