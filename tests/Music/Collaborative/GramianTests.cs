using Mixtape.Music.Collaborative;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Collaborative;

public sealed class GramianTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(1023, 4)]
    [InlineData(1025, 4)]
    [InlineData(2500, 20)]
    public void Add_Rows_IsTheSumOfOuterProducts(int rows, int width)
    {
        var factors = Factors(rows, width);
        var gramian = new Gramian(width);
        gramian.Add(factors);

        for (int i = 0, p = 0; i < width; i++)
        {
            for (var j = 0; j <= i; j++, p++)
            {
                double expected = 0, magnitude = 0;
                for (var row = 0; row < rows; row++)
                {
                    expected += (double)factors[row][i] * factors[row][j];
                    magnitude += Math.Abs((double)factors[row][i] * factors[row][j]);
                }

                Assert.InRange(gramian.Packed[p] - expected, -1e-5 * magnitude, 1e-5 * magnitude);
            }
        }
    }

    [Fact]
    public void Add_OtherGramians_IsTheSum()
    {
        var (first, second) = (new Gramian(7), new Gramian(7));
        first.Add(Factors(30, 7));
        second.Add(Factors(20, 7));
        var expected = first.Packed.Zip(second.Packed, (a, b) => a + b).ToArray();

        first.Add(second);

        Assert.Equal(expected, first.Packed);
    }

    [Fact]
    public void Indexer_EitherOrder_GivesTheEntry()
    {
        var gramian = new Gramian(3);
        for (var i = 0; i < 6; i++) gramian.Packed[i] = i + 1;
        Assert.Equal([1, 2, 4, 3, 5, 6], [gramian[0, 0], gramian[0, 1], gramian[2, 0], gramian[1, 1], gramian[2, 1], gramian[2, 2]]);
    }

    [Fact]
    public void Add_OtherWidth_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Gramian(3).Add(new FactorMatrix(1, 4)));
        Assert.Throws<ArgumentException>(() => new Gramian(3).Add(new Gramian(2)));
    }

    private static FactorMatrix Factors(int rows, int width)
    {
        var random = new SeededRandom((ulong)(rows + width));
        var factors = new FactorMatrix(rows, width);
        for (var row = 0; row < rows; row++)
            for (var f = 0; f < width; f++) factors[row][f] = (float)random.NextGaussian();
        return factors;
    }
}
