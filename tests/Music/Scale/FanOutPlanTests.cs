using Mixtape.Music.Scale;

namespace Mixtape.Music.Tests.Scale;

public sealed class FanOutPlanTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(128, 1)]
    [InlineData(129, 3)] // itself, 128 and 1
    [InlineData(1_500, 13)]
    [InlineData(128 * 128, 129)]
    [InlineData(128 * 128 + 1, 131)] // itself, one of 128 times 128 with its 128, and one of 1
    public void Orchestrations_OfSoManyBlocks_AreThoseThatTheRangeIsSplitOver(long blocks, long expected) =>
        Assert.Equal(expected, FanOutPlan.Orchestrations(blocks));
}
