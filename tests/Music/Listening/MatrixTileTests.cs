using Mixtape.Music.Listening;
using Mixtape.Music.Tests.Collaborative;

namespace Mixtape.Music.Tests.Listening;

public sealed class MatrixTileTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 7)]
    [InlineData(7, 20)]
    public void Transpose_IsTheTileOfTheOtherSideAndTwiceTheTileItself(int listeners, int tracks)
    {
        var plays = PlayMatrix.Random(listeners, tracks, 3);
        var tile = plays.Tile(Music.Collaborative.Side.Listeners, .., ..);

        var transposed = tile.Transpose(tracks);

        AssertEqual(plays.Tile(Music.Collaborative.Side.Tracks, .., ..), transposed);
        AssertEqual(tile, transposed.Transpose(listeners));
    }

    [Fact]
    public void Transpose_HeldOutEntries_StayHeldOut()
    {
        // Row 0 trains on columns 0 and 2 and holds out 1; row 1 holds out 2.
        var transposed = new MatrixTile(2, [0, 2, 3, 3, 4], [0, 2, 1, 2], [1, 2, 3, 4]).Transpose(3);

        AssertEqual(new MatrixTile(3, [0, 1, 1, 1, 2, 3, 4], [0, 0, 0, 1], [1, 3, 2, 4]), transposed);
        Assert.Equal(1..2, transposed.Holdout(1));
        Assert.Equal(2..3, transposed.Row(2, includeHoldout: false));
        Assert.Equal(2..4, transposed.Row(2, includeHoldout: true));
    }

    [Fact]
    public void Transpose_NoRowsOrColumns_IsEmpty()
    {
        AssertEqual(new MatrixTile(2, [0, 0, 0, 0, 0], [], []), new MatrixTile(0, [0], [], []).Transpose(2));
        AssertEqual(new MatrixTile(0, [0], [], []), new MatrixTile(2, [0, 0, 0, 0, 0], [], []).Transpose(0));
    }

    internal static void AssertEqual(MatrixTile expected, MatrixTile actual)
    {
        Assert.Equal(expected.Rows, actual.Rows);
        Assert.Equal(expected.RowPointers, actual.RowPointers);
        Assert.Equal(expected.Columns, actual.Columns);
        Assert.Equal(expected.Values, actual.Values);
    }
}
