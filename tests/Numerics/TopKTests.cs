namespace Mixtape.Numerics.Tests;

public sealed class TopKTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 100)]
    [InlineData(5, 3)]
    [InlineData(10, 10)]
    [InlineData(17, 1000)]
    [InlineData(1000, 5000)]
    public void ToSortedArray_RandomScoresWithTies_IsTheHeadOfTheSortInAnyOrderOfArrival(int k, int count)
    {
        var random = new SeededRandom((ulong)(k * 7919 + count));
        var rows = new (float Score, long Row)[count];
        for (var i = 0; i < count; i++) rows[i] = (random.Next(count / 3 + 1) - 5, i);
        var expected = rows.OrderByDescending(row => row.Score).ThenBy(row => row.Row).Take(k).ToArray();

        for (var round = 0; round < 5; round++)
        {
            var top = new TopK(k);
            foreach (var (score, row) in rows) top.Add(score, row);
            Assert.Equal(Math.Min(k, count), top.Count);
            Assert.Equal(expected, top.ToSortedArray());
            Assert.Equal(expected, top.ToSortedArray());
            for (var i = count - 1; i > 0; i--)
            {
                var j = random.Next(i + 1);
                (rows[i], rows[j]) = (rows[j], rows[i]);
            }
        }
    }

    [Fact]
    public void Add_NanIsLeftOutAndInfinitiesAreOrdered()
    {
        var top = new TopK(4);
        top.Add(float.NaN, 0);
        top.Add(float.NegativeInfinity, 1);
        top.Add(1, 2);
        top.Add(float.PositiveInfinity, 3);
        top.Add(float.NaN, 4);

        Assert.Equal([3, 2, 1], top.ToSortedArray().Select(row => row.Row));
    }

    [Fact]
    public void Add_NegativeZeroAndZero_AreEqual()
    {
        var top = new TopK(2);
        top.Add(-0f, 1);
        top.Add(0f, 2);
        Assert.Equal([1, 2], top.ToSortedArray().Select(row => row.Row));
    }

    [Fact]
    public void Constructor_NegativeK_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new TopK(-1));
}
