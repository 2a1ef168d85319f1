namespace Mixtape.Numerics.Tests;

public sealed class BlockedMatrixTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(63, 7)]
    [InlineData(64, 64)]
    [InlineData(65, 3)]
    [InlineData(200, 130)]
    public void Set_EveryRow_ComesBackAndStandsTransposedInItsBlock(int rows, int width)
    {
        var source = SeededVectors.Matrix(rows, width, 1);
        var matrix = new BlockedMatrix(rows, width);

        for (var row = rows - 1; row >= 0; row--) matrix.Set(row, source[row]);

        Assert.Equal((rows + 63) / 64, matrix.Blocks);
        var copy = new float[width];
        for (var row = 0; row < rows; row++)
        {
            matrix.CopyRow(row, copy);
            Assert.Equal(source[row].ToArray(), copy);
            for (var i = 0; i < width; i++) Assert.Equal(copy[i], matrix.Block(row / 64)[i * 64 + row % 64]);
        }
    }

    [Fact]
    public void Block_Last_IsFilledUpWithZeros()
    {
        var matrix = new BlockedMatrix(66, 2);
        matrix.Set(65, [1, 2]);

        for (var row = 2; row < 64; row++)
            for (var i = 0; i < 2; i++) Assert.Equal(0, matrix.Block(1)[i * 64 + row]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(int.MaxValue, 2)]
    public void Constructor_ImpossibleSize_Throws(int rows, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockedMatrix(rows, width));

    [Fact]
    public void Rows_ThatAreNotThereOrOfAnotherWidth_Throw()
    {
        var matrix = new BlockedMatrix(3, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Set(3, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.CopyRow(-1, new float[4]));
        Assert.Throws<ArgumentException>(() => matrix.Set(0, new float[3]));
        Assert.Throws<ArgumentException>(() => matrix.CopyRow(0, new float[5]));
    }
}
