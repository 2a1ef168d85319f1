using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class ElementwiseProductTests
{
    [Fact]
    public void Multiply_AnyLength_MultipliesEachEntry()
    {
        for (var length = 0; length <= 130; length++)
        {
            var (x, y) = (SeededVectors.Of(length, 1), SeededVectors.Of(length, 2));
            var target = SeededVectors.Of(length + 1, 3);
            var beyond = target[^1];
            ElementwiseProduct.Multiply(x, y, target.AsSpan(0, length));
            for (var i = 0; i < length; i++) Assert.Equal(x[i] * y[i], target[i]);
            Assert.Equal(beyond, target[^1]);
            var expected = target[..length];
            ElementwiseProduct.Multiply(x, y, x);
            Assert.Equal(expected, x);
        }
    }

    [Fact]
    public void Multiply_OtherLength_Throws()
    {
        Assert.Throws<ArgumentException>(() => ElementwiseProduct.Multiply(new float[2], new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => ElementwiseProduct.Multiply(new float[3], new float[3], new float[2]));
    }
}
