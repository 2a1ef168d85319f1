using Microsoft.DurableTask;
using Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(0, 1, 1.0, null, null)]
    [InlineData(1, 0, 1.0, null, null)]
    [InlineData(1, 1, 0.9, null, null)]
    [InlineData(1, 1, double.NaN, null, null)]
    [InlineData(1, 10, 1.0, 9, null)]
    [InlineData(1, 10, 1.0, null, 9)]
    public void Constructor_ValueOutOfRange_Throws(
        int attempts, int firstSeconds, double coefficient, int? maxSeconds, int? timeoutSeconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts, TimeSpan.FromSeconds(firstSeconds), coefficient, Seconds(maxSeconds), Seconds(timeoutSeconds)));

    [Fact]
    public void DelayAfter_ManyFailures_StaysAtTheMaximum()
    {
        var hour = new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(1), 10);
        var unlimited = new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(1), 10, Timeout.InfiniteTimeSpan);

        Assert.Equal(TimeSpan.FromSeconds(100), RetryLoop.DelayAfter(3, hour));
        Assert.Equal(TimeSpan.FromHours(1), RetryLoop.DelayAfter(10_000, hour));
        Assert.Equal(TimeSpan.MaxValue, RetryLoop.DelayAfter(10_000, unlimited));
    }

    private static TimeSpan? Seconds(int? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
