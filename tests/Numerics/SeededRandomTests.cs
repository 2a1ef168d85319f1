namespace Mixtape.Numerics.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void SplitMix64_GivesThePublishedValues()
    {
        // The widely published sequence for seed 1234567, made with Vigna's splitmix64.c.
        ulong[] expected =
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        ulong state = 1234567;
        Assert.All(expected, value => Assert.Equal(value, SeededRandom.SplitMix64(ref state)));
    }

    [Theory]
    [InlineData(0, 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c)]
    [InlineData(42, 0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1, 0xecb8ad4703b360a1)]
    public void NextUInt64_GivesWhatXoshiro256StarStarGives(ulong seed, ulong first, ulong second, ulong third, ulong fourth)
    {
        // Vigna's xoshiro256starstar.c with its state filled by splitmix64.c, as many libraries pin it.
        var random = new SeededRandom(seed);
        Assert.Equal([first, second, third, fourth], Enumerable.Range(0, 4).Select(_ => random.NextUInt64()).ToArray());
    }

    [Fact]
    public void NextDouble_HasTheMomentsOfAUniformNumber()
    {
        const int Count = 100_000;
        var random = new SeededRandom(1);
        double sum = 0, squares = 0;
        for (var i = 0; i < Count; i++)
        {
            var x = random.NextDouble();
            Assert.True(x is >= 0 and < 1);
            Assert.Equal(0, x * (1UL << 53) % 1);
            (sum, squares) = (sum + x, squares + x * x);
        }

        Assert.InRange(sum / Count, 0.495, 0.505); // five standard errors
        Assert.InRange(squares / Count, 0.328, 0.338);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Next_EveryValue_IsAboutAsFrequent(int range)
    {
        const int PerValue = 5_000;
        var random = new SeededRandom(2);
        var counts = new int[range];
        for (var i = 0; i < PerValue * range; i++) counts[random.Next(range)]++;
        Assert.All(counts, count => Assert.InRange(count, PerValue - 350, PerValue + 350)); // five standard errors
    }

    [Fact]
    public void Next_WidestRange_StaysInsideAndReachesBothHalves()
    {
        var random = new SeededRandom(3);
        var values = Enumerable.Range(0, 1000).Select(_ => random.Next(int.MaxValue)).ToArray();
        Assert.All(values, value => Assert.InRange(value, 0, int.MaxValue - 1));
        Assert.InRange(values.Count(value => value > int.MaxValue / 2), 420, 580);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Next_NoRange_Throws(int range) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).Next(range));

    [Fact]
    public void NextGaussian_HasTheMomentsAndTailsOfANormalNumber()
    {
        const int Count = 200_000;
        var random = new SeededRandom(4);
        double sum = 0, squares = 0, fourth = 0;
        var beyondTwo = 0;
        for (var i = 0; i < Count; i++)
        {
            var x = random.NextGaussian();
            Assert.True(double.IsFinite(x));
            (sum, squares, fourth) = (sum + x, squares + x * x, fourth + x * x * x * x);
            if (Math.Abs(x) > 2) beyondTwo++;
        }

        Assert.InRange(sum / Count, -0.012, 0.012);
        Assert.InRange(squares / Count, 0.98, 1.02);
        Assert.InRange(fourth / Count, 2.88, 3.12);
        Assert.InRange(beyondTwo / (double)Count, 0.0432, 0.0478);
    }
}
