using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class LogarithmTests
{
    [Fact]
    public void OfOnePlus_FromTinyToHuge_IsRightToSixDigits()
    {
        var x = new float[20_000];
        for (var i = 0; i < x.Length; i++) x[i] = (float)Math.Exp(-30 + 75.0 * i / x.Length);
        x[0] = 0;
        var y = new float[x.Length];

        Logarithm.OfOnePlus(x, y);

        Assert.Equal(0, y[0]);
        for (var i = 1; i < x.Length; i++)
        {
            // The double logarithm of 1 + x loses x below 1e-10; there ln(1 + x) = x - x^2 / 2.
            var expected = x[i] < 1e-5 ? x[i] - (double)x[i] * x[i] / 2 : Math.Log(1 + (double)x[i]);
            Assert.InRange(y[i] / expected, 1 - 4e-7, 1 + 4e-7);
        }
    }

    [Fact]
    public void OfOnePlus_AnyLength_GivesEachEntryTheSameBits()
    {
        var x = Array.ConvertAll(SeededVectors.Of(130, 1), value => value * value * 10);
        var whole = new float[130];
        Logarithm.OfOnePlus(x, whole);
        for (var length = 0; length <= 130; length++)
        {
            var y = new float[length + 1];
            y[^1] = -7;
            Logarithm.OfOnePlus(x.AsSpan(130 - length), y.AsSpan(0, length));
            Assert.Equal([.. whole.AsSpan(130 - length), -7], y);
        }
    }

    [Fact]
    public void OfOnePlus_OnAnyMachine_GivesTheseBits()
    {
        float[] y = [0, 0.5f, 1, 2, 10, 1e5f, float.MaxValue, float.PositiveInfinity, 1e-10f];
        Logarithm.OfOnePlus(y, y);
        Assert.Equal(
            [0, 0x3ecf991f, 0x3f317218, 0x3f8c9f54, 0x4019771e, 0x413834fc, 0x42b17218, 0x7f800000, 0x2edbe6ff],
            Array.ConvertAll(y, BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void OfOnePlus_OtherLength_Throws() =>
        Assert.Throws<ArgumentException>(() => Logarithm.OfOnePlus(new float[2], new float[3]));
}
