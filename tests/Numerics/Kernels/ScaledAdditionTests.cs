using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class ScaledAdditionTests
{
    [Theory]
    [MemberData(nameof(DotTests.Lengths), MemberType = typeof(DotTests))]
    public void Add_AnyLengthAndAlignment_RoundsEachEntryOnce(int length)
    {
        for (var offset = 0; offset < 17; offset += 4)
        {
            var x = SeededVectors.Of(length + offset, 1);
            var y = SeededVectors.Of(length + offset + 1, 2);
            var before = y.ToArray();

            ScaledAddition.Add(1.7f, x.AsSpan(offset), y.AsSpan(offset, length));

            for (var i = 0; i < length; i++)
                Assert.Equal(MathF.FusedMultiplyAdd(1.7f, x[offset + i], before[offset + i]), y[offset + i]);
            Assert.Equal(before[..offset], y[..offset]);
            Assert.Equal(before[^1], y[^1]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    public void Add_SameMemory_MultipliesInPlace(int length)
    {
        var x = SeededVectors.Of(length, 3);
        var expected = Array.ConvertAll(x, value => MathF.FusedMultiplyAdd(2, value, value));

        ScaledAddition.Add(2, x, x);

        Assert.Equal(expected, x);
    }

    [Fact]
    public void Add_NanAndInfinity_StayInTheirEntry()
    {
        var x = new float[40];
        x[3] = float.NaN;
        x[35] = float.PositiveInfinity;
        var y = new float[40];

        ScaledAddition.Add(0, x, y);

        for (var i = 0; i < y.Length; i++) Assert.Equal(i is 3 or 35, float.IsNaN(y[i]));
    }

    [Fact]
    public void Add_DifferentLengths_Throws() =>
        Assert.Throws<ArgumentException>(() => ScaledAddition.Add(1, new float[3], new float[4]));
}
