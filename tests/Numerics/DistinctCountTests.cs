namespace Mixtape.Numerics.Tests;

public sealed class DistinctCountTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    public void Estimate_FewHashes_IsExact(int distinct)
    {
        var count = Count(Enumerable.Range(0, distinct).Concat(Enumerable.Range(0, distinct)));
        Assert.Equal(distinct, count.Estimate());
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void Estimate_ManyHashes_IsWithinTenPercent(int distinct) =>
        Assert.InRange(Count(Enumerable.Range(0, distinct)).Estimate(), distinct * 0.9, distinct * 1.1);

    [Fact]
    public void Add_OtherOrder_SameBytes()
    {
        var rising = Count(Enumerable.Range(0, 10_000));
        var falling = Count(Enumerable.Range(0, 10_000).Reverse().Concat(Enumerable.Range(500, 100)));
        Assert.Equal(rising.ToBytes(), falling.ToBytes());
        Assert.Equal(8 * 1024, rising.ToBytes().Length);
    }

    [Theory]
    [InlineData(300, 200, 600)]
    [InlineData(6_000, 4_000, 12_000)]
    public void Add_AnotherCount_IsTheUnion(int firstEnd, int secondStart, int secondEnd)
    {
        var first = Count(Enumerable.Range(0, firstEnd));
        var second = Count(Enumerable.Range(secondStart, secondEnd - secondStart));
        var merged = Count([]);
        merged.Add(second.ToBytes());
        merged.Add(first.ToBytes());
        merged.Add(second.ToBytes());

        Assert.Equal(Count(Enumerable.Range(0, secondEnd)).ToBytes(), merged.ToBytes());
    }

    private static DistinctCount Count(IEnumerable<int> items)
    {
        var count = new DistinctCount();
        foreach (var item in items) count.Add(StableHash.Of($"track {item}"));
        return count;
    }
}
