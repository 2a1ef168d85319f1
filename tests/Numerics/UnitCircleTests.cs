namespace Mixtape.Numerics.Tests;

public sealed class UnitCircleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(360)]
    [InlineData(4096)]
    [InlineData(99_991)]
    public void Turn_EveryStep_IsTheLibrarysWithinRounding(int n)
    {
        for (var k = 0; k <= n; k++)
        {
            var (cosine, sine) = UnitCircle.Turn(k, n);
            Assert.Equal(Math.Cos(2 * Math.PI * k / n), cosine, 2e-15); // the argument's own rounding, mostly
            Assert.Equal(Math.Sin(2 * Math.PI * k / n), sine, 2e-15);
            Assert.Equal(1, cosine * cosine + sine * sine, 1e-15);
        }
    }

    [Fact]
    public void Turn_Quarters_AreExact()
    {
        Assert.Equal((1, 0), UnitCircle.Turn(0, 4));
        Assert.Equal((0, 1), UnitCircle.Turn(1, 4));
        Assert.Equal((-1, 0), UnitCircle.Turn(2, 4));
        Assert.Equal((0, -1), UnitCircle.Turn(3, 4));
        Assert.Equal((1, 0), UnitCircle.Turn(4, 4));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 4)]
    [InlineData(5, 4)]
    [InlineData(0, long.MaxValue)]
    public void Turn_OutsideItsRange_Throws(long k, long n) => Assert.Throws<ArgumentOutOfRangeException>(() => UnitCircle.Turn(k, n));
}
