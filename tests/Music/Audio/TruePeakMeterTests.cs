using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

public sealed class TruePeakMeterTests
{
    // EBU Tech 3341, cases 15 to 19: sines whose samples miss their crests.
    [Theory]
    [InlineData(4, 0, 0.5, -6)]
    [InlineData(4, 45, 0.5, -6)]
    [InlineData(6, 60, 0.5, -6)]
    [InlineData(8, 67.5, 0.5, -6)]
    [InlineData(4, 45, 1.41, 3)]
    public void Peak_EbuSines_IsWithinTheTolerance(int part, double degrees, double amplitude, double expected)
    {
        var meter = new TruePeakMeter(1);
        meter.Process(Faded(Tones.Sine(48_000.0 / part, 48_000, 48_000, amplitude, degrees * Math.PI / 180)));
        Assert.InRange(meter.Peak, expected - 0.4, expected + 0.2);
    }

    [Fact]
    public void Peak_TonesUpToThreeQuarters_IsWithinTheTolerance()
    {
        for (var hertz = 997.0; hertz < 18_000; hertz += 997)
        {
            for (var phase = 0.0; phase < Math.PI; phase += 0.4)
            {
                var meter = new TruePeakMeter(1);
                meter.Process(Faded(Tones.Sine(hertz, 48_000, 6_000, 1, phase)));
                Assert.InRange(meter.Peak, -0.4, 0.2);
            }
        }
    }

    [Fact]
    public void Peak_OfTheLouderChannel_HoweverCut()
    {
        var (left, right) = (Tones.Sine(440, 44_100, 44_100, 0.1), Tones.Sine(880, 44_100, 44_100, -0.8));
        var samples = new float[2 * left.Length];
        for (var i = 0; i < left.Length; i++) (samples[2 * i], samples[2 * i + 1]) = (left[i], right[i]);
        var (whole, pieces) = (new TruePeakMeter(2), new TruePeakMeter(2));
        whole.Process(samples);
        for (var start = 0; start < samples.Length; start += 14)
            pieces.Process(samples.AsSpan(start, Math.Min(14, samples.Length - start)));
        Assert.Equal(Tones.Decibels(0.8), whole.Peak, 0.02);
        Assert.Equal(whole.Peak, pieces.Peak, 1e-5);
    }

    [Fact]
    public void Peak_Silence_IsNegativeInfinity()
    {
        var meter = new TruePeakMeter(2);
        Assert.Equal(double.NegativeInfinity, meter.Peak);
        meter.Process(new float[10_000]);
        Assert.Equal(double.NegativeInfinity, meter.Peak);
    }

    [Fact]
    public void Process_AllocatesNothing()
    {
        var meter = new TruePeakMeter(2);
        var samples = new float[20_000];
        meter.Process(samples);
        var before = GC.GetAllocatedBytesForCurrentThread();
        meter.Process(samples);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Process_WrongShapes_Throw()
    {
        Assert.Throws<ArgumentException>(() => new TruePeakMeter(2).Process(new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TruePeakMeter(0));
    }

    /// <summary>With its first and last hundredth of a second faded: a sudden start has overtones of its own.</summary>
    private static float[] Faded(float[] samples)
    {
        for (var i = 0; i < 480; i++)
        {
            samples[i] *= i / 480f;
            samples[^(i + 1)] *= i / 480f;
        }

        return samples;
    }
}
