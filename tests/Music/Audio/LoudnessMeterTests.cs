using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

/// <summary>The cases of EBU Tech 3341, table 1, that are made of sines, and what follows from the definition.</summary>
public sealed class LoudnessMeterTests
{
    public static TheoryData<string, double, (double Decibels, double Seconds)[]> EbuCases => new()
    {
        { "1", -23, [(-23, 20)] },
        { "2", -33, [(-33, 20)] },
        { "3", -23, [(-36, 10), (-23, 60), (-36, 10)] },
        { "4", -23, [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)] },
        { "5", -23, [(-26, 20), (-20, 20.1), (-26, 20)] },
    };

    [Theory]
    [MemberData(nameof(EbuCases))]
    public void Integrated_EbuStereoSines_IsWithinATenth(string number, double expected, (double Decibels, double Seconds)[] tones)
    {
        foreach (var rate in new[] { 48_000, 44_100, 22_050, 11_025, 96_000 })
        {
            var meter = new LoudnessMeter(rate, 2);
            foreach (var (decibels, seconds) in tones) meter.Process(Stereo(decibels, seconds, rate));
            Assert.True(Math.Abs(meter.Integrated - expected) < 0.1, $"case {number} at {rate}: {meter.Integrated}");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Integrated_EbuSurroundSines_IsWithinATenth(int channels)
    {
        double[] decibels = channels == 5 ? [-28, -28, -24, -30, -30] : [-28, -28, -24, 0, -30, -30];
        var meter = new LoudnessMeter(48_000, channels);
        meter.Process(Channels(20, 48_000, decibels));
        Assert.Equal(-23, meter.Integrated, 0.1);
    }

    [Theory]
    [InlineData(1, -26.01)]
    [InlineData(2, -23)]
    [InlineData(3, -21.24)]
    public void Integrated_Channels_AddTheirPower(int channels, double expected)
    {
        var meter = new LoudnessMeter(48_000, channels);
        meter.Process(Channels(5, 48_000, [.. Enumerable.Repeat(-23.0, channels)]));
        Assert.Equal(expected, meter.Integrated, 0.05);
    }

    [Fact]
    public void Integrated_FullScaleSineOnOneChannel_IsWhatTheRecommendationSays()
    {
        // BS.1770-4: a 0 dBFS sine at 997 Hz on one front channel reads -3.01 LKFS.
        var meter = new LoudnessMeter(48_000, 1);
        meter.Process(Tones.Sine(997, 48_000, 10 * 48_000));
        Assert.Equal(-3.01, meter.Integrated, 0.01);
    }

    [Theory]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(192_000)]
    public void Integrated_AnyRate_HasTheCurveOf48Kilohertz(int rate)
    {
        // As far as the bilinear transform goes: it bends what is near half the rate.
        foreach (var hertz in new[] { 30.0, 60, 200, 1_000, 2_500 })
            Assert.Equal(OfTone(hertz, 48_000), OfTone(hertz, rate), 0.15);
    }

    [Fact]
    public void Integrated_Silence_QuietAndShort_IsNegativeInfinity()
    {
        var meter = new LoudnessMeter(48_000, 2);
        Assert.Equal(double.NegativeInfinity, meter.Integrated);
        meter.Process(new float[96_000]);
        Assert.Equal(double.NegativeInfinity, meter.Integrated);
        meter.Process(Stereo(-71, 2, 48_000));
        Assert.Equal(double.NegativeInfinity, meter.Integrated);

        meter = new LoudnessMeter(48_000, 2);
        meter.Process(Stereo(-23, 0.399, 48_000));
        Assert.Equal(double.NegativeInfinity, meter.Integrated);
        meter.Process(Stereo(-23, 0.002, 48_000));
        Assert.Equal(-23, meter.Integrated, 0.2);
    }

    [Fact]
    public void Integrated_CutInAnyWay_IsTheSame()
    {
        var samples = Stereo(-20, 3, 44_100);
        var (whole, pieces) = (new LoudnessMeter(44_100, 2), new LoudnessMeter(44_100, 2));
        whole.Process(samples);
        for (var start = 0; start < samples.Length; start += 1_234)
            pieces.Process(samples.AsSpan(start, Math.Min(1_234, samples.Length - start)));
        Assert.Equal(whole.Integrated, pieces.Integrated, 1e-9);
    }

    [Fact]
    public void Process_WrongShapes_Throw()
    {
        Assert.Throws<ArgumentException>(() => new LoudnessMeter(48_000, 2).Process(new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoudnessMeter(48_000, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoudnessMeter(0, 1));
    }

    private static double OfTone(double hertz, int rate)
    {
        var meter = new LoudnessMeter(rate, 1);
        meter.Process(Tones.Sine(hertz, rate, 5 * rate));
        return meter.Integrated;
    }

    private static float[] Stereo(double decibels, double seconds, int rate) => Channels(seconds, rate, decibels, decibels);

    private static float[] Channels(double seconds, int rate, params double[] decibels)
    {
        var tone = Tones.Sine(1_000, rate, (int)Math.Round(seconds * rate));
        var samples = new float[tone.Length * decibels.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (float)(tone[i / decibels.Length] * Math.Pow(10, decibels[i % decibels.Length] / 20));
        return samples;
    }
}
