using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class DotTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 131), 255, 256, 257, 1000, 4099];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Product_AnyLength_IsTheSumInDouble(int length)
    {
        var x = SeededVectors.Of(length, 1);
        var y = SeededVectors.Of(length, 2);
        double expected = 0, magnitude = 0;
        for (var i = 0; i < length; i++)
        {
            expected += (double)x[i] * y[i];
            magnitude += Math.Abs((double)x[i] * y[i]);
        }

        // Each of the 32 chains rounds length / 32 times, then five times more, each by at most half a unit in the last place.
        var tolerance = magnitude * (length / 32 + 16 + 6) * Math.Pow(2, -24);
        Assert.InRange(Dot.Product(x, y) - expected, -tolerance, tolerance);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Product_WholeNumbers_IsExact(int length)
    {
        var x = new float[length];
        for (var i = 0; i < length; i++) x[i] = i % 7 - 3;

        Assert.Equal(x.Sum(value => value * value), Dot.Product(x, x));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Product_OtherAlignment_SameBits(int length)
    {
        var x = SeededVectors.Of(length, 3);
        var y = SeededVectors.Of(length, 4);
        var expected = Dot.Product(x, y);
        for (var offset = 1; offset < 17; offset++)
        {
            var shiftedX = new float[length + 17];
            var shiftedY = new float[length + 17];
            x.CopyTo(shiftedX, offset);
            y.CopyTo(shiftedY, 17 - offset);
            var actual = Dot.Product(shiftedX.AsSpan(offset, length), shiftedY.AsSpan(17 - offset, length));
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(actual));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(130)]
    public void Product_NanOrInfinityAnywhere_Spreads(int length)
    {
        var ones = new float[length];
        Array.Fill(ones, 1);
        for (var i = 0; i < length; i++)
        {
            var x = SeededVectors.Of(length, 5);
            x[i] = float.NaN;
            Assert.True(float.IsNaN(Dot.Product(x, ones)));
            x[i] = float.NegativeInfinity;
            Assert.Equal(float.NegativeInfinity, Dot.Product(x, ones));
            ones[i] = 0;
            Assert.True(float.IsNaN(Dot.Product(x, ones)));
            ones[i] = 1;
        }
    }

    [Fact]
    public void Product_DifferentLengths_Throws()
    {
        var exception = Assert.Throws<ArgumentException>(() => Dot.Product(new float[3], new float[4]));
        Assert.Contains("3 and 4", exception.Message);
    }
}
