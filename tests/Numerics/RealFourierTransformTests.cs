using System.Runtime.InteropServices;

namespace Mixtape.Numerics.Tests;

public sealed class RealFourierTransformTests
{
    [Theory]
    [MemberData(nameof(SmallLengths))]
    public void Forward_SeededNoise_IsTheNaiveSum(int length)
    {
        var signal = SeededVectors.Of(length, (ulong)length);
        var (real, imaginary) = Transform(signal);
        var scale = Math.Sqrt(length); // of a bin's size, for noise of variance 1
        for (var k = 0; k <= length / 2; k++)
        {
            double r = 0, i = 0;
            for (var n = 0; n < length; n++)
            {
                var (cosine, sine) = UnitCircle.Turn((long)k * n % length, length);
                r += signal[n] * cosine;
                i -= signal[n] * sine;
            }

            Assert.Equal(r, real[k], 2e-6 * scale);
            Assert.Equal(i, imaginary[k], 2e-6 * scale);
        }
    }

    [Theory]
    [MemberData(nameof(SmallLengths))]
    public void Forward_Impulses_AreTurningPointers(int length)
    {
        var signal = new float[length];
        signal[0] = 1;
        var (real, imaginary) = Transform(signal);
        Assert.All(real, value => Assert.Equal(1, value));
        Assert.All(imaginary, value => Assert.Equal(0, value));

        signal[0] = 0;
        signal[1] = 1;
        (real, imaginary) = Transform(signal);
        for (var k = 0; k <= length / 2; k++)
        {
            var (cosine, sine) = UnitCircle.Turn(k, length);
            Assert.Equal(cosine, real[k], 3e-7);
            Assert.Equal(-sine, imaginary[k], 3e-7);
        }
    }

    [Theory]
    [InlineData(16, 3)]
    [InlineData(256, 100)]
    [InlineData(2048, 1)]
    [InlineData(2048, 1023)]
    [InlineData(65536, 12_345)]
    public void Forward_SineAtABin_StandsInThatBinAlone(int length, int bin)
    {
        var signal = new float[length];
        for (var n = 0; n < length; n++) signal[n] = (float)UnitCircle.Turn((long)bin * n % length, length).Sine;
        var (real, imaginary) = Transform(signal);
        for (var k = 0; k <= length / 2; k++)
        {
            Assert.Equal(0, real[k], 2e-7 * length);
            Assert.Equal(k == bin ? -length / 2.0 : 0, imaginary[k], 2e-7 * length);
        }
    }

    [Fact]
    public void Forward_Chirp_HasFlatPower()
    {
        // x[n] = cos(pi n^2 / N) is even about 0 and N / 2, so its spectrum is real; |sum of e^(i pi n^2 / N) e^(-2 pi i k n / N)|^2 = N.
        const int Length = 4096;
        var (cosines, sines) = (new float[Length], new float[Length]);
        for (var n = 0; n < Length; n++)
        {
            var (cosine, sine) = UnitCircle.Turn((long)n * n % (2 * Length), 2 * Length);
            (cosines[n], sines[n]) = ((float)cosine, (float)sine);
        }

        var (real, realAside) = Transform(cosines);
        var (imaginary, imaginaryAside) = Transform(sines);
        for (var k = 0; k <= Length / 2; k++)
        {
            Assert.Equal(0, realAside[k], 1e-4 * Math.Sqrt(Length));
            Assert.Equal(0, imaginaryAside[k], 1e-4 * Math.Sqrt(Length));
            Assert.Equal(1, ((double)real[k] * real[k] + (double)imaginary[k] * imaginary[k]) / Length, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(AllLengths))]
    public void ForwardAndInverse_Noise_KeepsEnergyAndComesBack(int length)
    {
        var signal = SeededVectors.Of(length, 7);
        var transform = new RealFourierTransform(length);
        var (real, imaginary, back) = (new float[transform.Bins], new float[transform.Bins], new float[length]);
        transform.Forward(signal, real, imaginary);
        transform.Inverse(real, imaginary, back);

        double energy = 0, bins = 0, error = 0;
        for (var n = 0; n < length; n++)
        {
            energy += (double)signal[n] * signal[n];
            error += ((double)signal[n] - back[n]) * ((double)signal[n] - back[n]);
        }

        for (var k = 0; k < transform.Bins; k++)
        {
            var power = (double)real[k] * real[k] + (double)imaginary[k] * imaginary[k];
            bins += k == 0 || k == length / 2 ? power : 2 * power;
        }

        Assert.Equal(1, bins / length / energy, 1e-6);
        // One rounding of 2^-24 per doubling, there and back, at the very most as if all errors had one sign.
        var passes = Math.Log2(length) + 1;
        Assert.True(Math.Sqrt(error / energy) <= 2 * passes * 6e-8, $"{Math.Sqrt(error / energy)}");
        Assert.Equal(0, imaginary[0]);
        Assert.Equal(0, imaginary[^1]);
    }

    [Fact]
    public void Forward_Again_GivesTheSameBits_AndAllocatesNothing()
    {
        var transform = new RealFourierTransform(2048);
        var signal = SeededVectors.Of(2048, 3);
        var (first, firstAside) = (new float[1025], new float[1025]);
        var (second, secondAside) = (new float[1025], new float[1025]);
        transform.Forward(signal, first, firstAside);
        var before = GC.GetAllocatedBytesForCurrentThread();
        transform.Forward(signal, second, secondAside);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(first, second);
        Assert.Equal(firstAside, secondAside);
    }

    [Fact]
    public void ForwardAndInverse_OnAnyMachine_GiveTheseBits()
    {
        ulong hash = 0;
        foreach (var length in AllLengths.Select(row => row.Data).Where(length => length <= 1 << 14))
        {
            var random = new SeededRandom((ulong)length);
            var signal = new float[length];
            foreach (ref var entry in signal.AsSpan()) entry = (float)(2 * random.NextDouble() - 1); // exact steps only
            var (real, imaginary) = Transform(signal);
            new RealFourierTransform(length).Inverse(real, imaginary, signal);
            foreach (var numbers in new[] { real, imaginary, signal }) hash = StableHash.OfUtf8(MemoryMarshal.AsBytes<float>(numbers), hash);
        }

        Assert.Equal(16_717_114_922_713_175_746, hash);
    }

    [Fact]
    public void Forward_NotANumber_SpreadsToEveryBin()
    {
        var signal = new float[256];
        signal[77] = float.NaN;
        Assert.All(Transform(signal).Real, value => Assert.True(float.IsNaN(value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(1 << 21)]
    [InlineData(-16)]
    public void Length_NotAPowerOfTwoInRange_Throws(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFourierTransform(length));

    [Theory]
    [InlineData(15, 9, 9)]
    [InlineData(16, 8, 9)]
    [InlineData(16, 9, 16)]
    public void Transforms_OfOtherLengths_Throw(int signal, int real, int imaginary)
    {
        var transform = new RealFourierTransform(16);
        Assert.Throws<ArgumentException>(() => transform.Forward(new float[signal], new float[real], new float[imaginary]));
        Assert.Throws<ArgumentException>(() => transform.Inverse(new float[real], new float[imaginary], new float[signal]));
    }

    public static TheoryData<int> SmallLengths => [.. Enumerable.Range(1, 11).Select(power => 1 << power)];

    public static TheoryData<int> AllLengths => [.. Enumerable.Range(1, 20).Select(power => 1 << power)];

    private static (float[] Real, float[] Imaginary) Transform(float[] signal)
    {
        var transform = new RealFourierTransform(signal.Length);
        var (real, imaginary) = (new float[transform.Bins], new float[transform.Bins]);
        transform.Forward(signal, real, imaginary);
        return (real, imaginary);
    }
}
