namespace Mixtape.Numerics.Tests;

public sealed class TopRowsTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 100)]
    [InlineData(5, 3)]
    [InlineData(10, 10)]
    [InlineData(17, 1000)]
    [InlineData(1000, 5000)]
    public void ToSortedArray_RandomScoresWithTies_IsThatOfTopK(int k, int count)
    {
        var random = new SeededRandom((ulong)(k * 7919 + count));
        var (expected, found) = (new TopK(k), new TopRows(k));
        for (var i = 0; i < count; i++)
        {
            var row = random.Next(int.MaxValue);
            var score = random.Next(20) switch
            {
                0 => float.NaN,
                1 => float.NegativeInfinity,
                2 => float.PositiveInfinity,
                3 => -0f,
                4 => 0f,
                5 => float.Epsilon,
                6 => -float.MaxValue,
                _ => random.Next(count / 3 + 1) - count / 6f,
            };
            expected.Add(score, row);
            found.Add(score, row);
        }

        Assert.Equal(expected.ToSortedArray(), found.ToSortedArray());
        Assert.Equal(expected.ToSortedArray(), found.ToSortedArray());
    }

    [Fact]
    public void Threshold_IsTheWorstKeptOnceFull()
    {
        var top = new TopRows(2);
        Assert.Equal(float.NegativeInfinity, top.Threshold);
        top.Add(3, 0);
        Assert.Equal(float.NegativeInfinity, top.Threshold);
        top.Add(-1, 5);
        Assert.Equal(-1, top.Threshold);
        top.Add(-1, 4);
        Assert.Equal(-1, top.Threshold);
        top.Add(2, 9);
        Assert.Equal(2, top.Threshold);
        Assert.True(float.IsNaN(new TopRows(0).Threshold));
    }

    [Fact]
    public void Constructor_NegativeK_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new TopRows(-1));
}
