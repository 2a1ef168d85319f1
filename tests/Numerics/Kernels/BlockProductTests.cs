using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class BlockProductTests
{
    private const int Rows = BlockedMatrix.BlockRows;

    [Theory]
    [MemberData(nameof(DotTests.Lengths), MemberType = typeof(DotTests))]
    public void Multiply_AnyLength_IsTheFusedSumInOrder(int length)
    {
        var (x, block) = (SeededVectors.Of(length, 1), SeededVectors.Of(length * Rows, 2));
        var products = new float[Rows];

        BlockProduct.Multiply(x, block, products);

        for (var row = 0; row < Rows; row++) Assert.Equal(Sum(x, block, row), products[row]);
    }

    [Theory]
    [MemberData(nameof(DotTests.Lengths), MemberType = typeof(DotTests))]
    public void MultiplyFour_AnyLength_SameBitsAsOneByOne(int length)
    {
        var block = SeededVectors.Of(length * Rows, 3);
        var vectors = Enumerable.Range(4, 4).Select(seed => SeededVectors.Of(length, (ulong)seed)).ToArray();
        var products = new float[4 * Rows];

        BlockProduct.MultiplyFour(vectors[0], vectors[1], vectors[2], vectors[3], block, products);

        for (var k = 0; k < 4; k++)
            for (var row = 0; row < Rows; row++) Assert.Equal(Sum(vectors[k], block, row), products[k * Rows + row]);
    }

    [Fact]
    public void Multiply_NanOrInfinity_StaysInItsRow()
    {
        var block = new float[3 * Rows];
        block[5] = float.NaN;
        block[Rows + 6] = float.NegativeInfinity;
        var products = new float[Rows];

        BlockProduct.Multiply([1, 1, 1], block, products);

        for (var row = 0; row < Rows; row++)
            Assert.Equal(row switch { 5 => float.NaN, 6 => float.NegativeInfinity, _ => 0 }, products[row]);
    }

    [Fact]
    public void Divide_AnyValues_DividesTwiceAndZeroByZeroIsNan()
    {
        var values = SeededVectors.Of(Rows, 5);
        var divisors = SeededVectors.Of(Rows, 6);
        (values[7], divisors[7]) = (0, 0);
        var expected = values.Select((value, i) => value / 3 / divisors[i]).ToArray();

        BlockProduct.Divide(values, 3, divisors);

        Assert.Equal(expected, values);
        Assert.True(float.IsNaN(values[7]));
    }

    [Fact]
    public void AtLeast_ThresholdsAmongTheValues_HasTheBitsOfThoseThatReachThem()
    {
        var values = SeededVectors.Of(Rows, 7);
        values[3] = float.NaN;
        values[4] = float.PositiveInfinity;
        values[63] = -0f;
        foreach (var threshold in values.Concat([0f, float.NegativeInfinity, float.MaxValue]))
        {
            var mask = BlockProduct.AtLeast(values, threshold);
            for (var row = 0; row < Rows; row++) Assert.Equal(values[row] >= threshold, (mask >> row & 1) == 1);
        }
    }

    [Fact]
    public void Lengths_ThatDoNotFit_Throw()
    {
        var (two, block, room) = (new float[2], new float[2 * Rows], new float[Rows]);
        Assert.Throws<ArgumentException>(() => BlockProduct.Multiply(new float[3], block, room));
        Assert.Throws<ArgumentException>(() => BlockProduct.Multiply(two, block, new float[Rows - 1]));
        Assert.Throws<ArgumentException>(() => BlockProduct.MultiplyFour(two, two, new float[3], two, block, new float[4 * Rows]));
        Assert.Throws<ArgumentException>(() => BlockProduct.MultiplyFour(two, two, two, two, block, room));
        Assert.Throws<ArgumentException>(() => BlockProduct.MultiplyFour(two, two, two, two, room, new float[4 * Rows]));
        Assert.Throws<ArgumentException>(() => BlockProduct.Divide(room, 1, two));
        Assert.Throws<ArgumentException>(() => BlockProduct.AtLeast(two, 1));
    }

    private static float Sum(float[] x, float[] block, int row)
    {
        var sum = 0f;
        for (var i = 0; i < x.Length; i++) sum = MathF.FusedMultiplyAdd(x[i], block[i * Rows + row], sum);
        return sum;
    }
}
