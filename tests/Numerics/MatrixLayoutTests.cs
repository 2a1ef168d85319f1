namespace Mixtape.Numerics.Tests;

public sealed class MatrixLayoutTests
{
    [Fact]
    public void RowMajor_WithStride_PlacesEachRow()
    {
        var layout = MatrixLayout.RowMajor(3, 2, 5);
        Assert.Equal([0, 5, 10], layout.RowOffsets);
        Assert.Equal([0, 1], layout.ColumnOffsets);
        Assert.Equal((3, 2, 12), (layout.Rows, layout.Columns, layout.Length));
    }

    [Fact]
    public void Transpose_AnyLayout_SwapsTheTables()
    {
        var layout = new MatrixLayout([4, 0, 9], [1, 2, 7, 8]);
        var turned = layout.Transpose();
        Assert.Equal([1, 2, 7, 8], turned.RowOffsets);
        Assert.Equal([4, 0, 9], turned.ColumnOffsets);
        Assert.Equal((4, 3, 18), (turned.Rows, turned.Columns, turned.Length));
    }

    [Fact]
    public void MatrixLayout_TablesThatChangeLater_KeepsItsOwn()
    {
        int[] rows = [0, 1], columns = [0];
        var layout = new MatrixLayout(rows, columns);
        rows[1] = columns[0] = 100;
        Assert.Equal([0, 1], layout.RowOffsets);
        Assert.Equal([0], layout.ColumnOffsets);
    }

    [Fact]
    public void MatrixLayout_OffsetsBelowZeroThatSumAbove_Fit() => Assert.Equal(8, new MatrixLayout([5, 6], [-5, 1]).Length);

    [Theory]
    [InlineData(0, 7)]
    [InlineData(7, 0)]
    public void Length_NoEntries_IsZero(int rows, int columns) => Assert.Equal(0, MatrixLayout.RowMajor(rows, columns).Length);

    [Fact]
    public void MatrixLayout_OffsetsThatNoSpanHolds_Throws()
    {
        Assert.Throws<ArgumentException>(() => new MatrixLayout([0, 3], [-1]));
        Assert.Throws<ArgumentException>(() => new MatrixLayout([int.MaxValue], [0]));
        Assert.Throws<ArgumentException>(() => MatrixLayout.RowMajor(1 << 16, 1, 1 << 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixLayout.RowMajor(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixLayout.RowMajor(1, -1));
    }
}
