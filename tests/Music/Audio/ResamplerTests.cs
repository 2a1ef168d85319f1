using System.Buffers;
using Mixtape.Music.Audio;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio;

public sealed class ResamplerTests
{
    private const int Edge = 2_000; // samples in which the silence before the start and after the end still shows

    [Theory]
    [InlineData(44_100, 22_050)]
    [InlineData(48_000, 22_050)]
    [InlineData(96_000, 22_050)]
    [InlineData(192_000, 22_050)]
    [InlineData(8_000, 22_050)]
    [InlineData(11_025, 22_050)]
    [InlineData(44_101, 22_050)]
    [InlineData(22_051, 22_050)]
    public void Process_SinesThatFit_KeepAmplitudeFrequencyAndPhase(int from, int to)
    {
        var bandwidth = Math.Min(from, to) / 2.0;
        foreach (var share in new[] { 0.01, 0.2, 0.5, 0.86 })
        {
            var output = Resample(Tones.Sine(share * bandwidth, from, from / 2), from, to);
            var (amplitude, phase, rest) = Tones.Fit(output.AsSpan(Edge..^Edge), share * bandwidth, to, Edge);
            Assert.Equal(0, Tones.Decibels(amplitude), 0.001);
            Assert.Equal(0, phase, 1e-4);
            Assert.True(Tones.Decibels(rest) < -90, $"{Tones.Decibels(rest)} dB of something else at {share}");
        }
    }

    [Theory]
    [InlineData(44_100, 22_050)]
    [InlineData(48_000, 22_050)]
    [InlineData(96_000, 22_050)]
    [InlineData(192_000, 22_050)]
    [InlineData(44_101, 22_050)]
    public void Process_SinesThatWouldAlias_AreGone(int from, int to)
    {
        foreach (var share in new[] { 1.001, 1.1, 1.3, 1.7, 1.99 })
        {
            var hertz = share * to / 2;
            if (hertz > from / 2.0) continue;
            var output = Resample(Tones.Sine(hertz, from, from / 2), from, to);
            var largest = output[Edge..^Edge].Max(Math.Abs);
            Assert.True(Tones.Decibels(largest) < -90, $"{Tones.Decibels(largest)} dB of {hertz} Hz are left");
        }
    }

    [Theory]
    [InlineData(44_100, 22_050)]
    [InlineData(48_000, 22_050)]
    [InlineData(44_101, 22_050)]
    [InlineData(8_000, 22_050)]
    public void Process_Constant_StaysAsItIs(int from, int to)
    {
        var ones = new float[from];
        Array.Fill(ones, 1);
        var output = Resample(ones, from, to);
        Assert.Equal(to, output.Length);
        Assert.All(output[Edge..^Edge], sample => Assert.Equal(1, sample, 2e-6));
    }

    [Theory]
    [InlineData(48_000, 22_050)]
    [InlineData(44_101, 22_050)]
    [InlineData(8_000, 44_100)]
    public void Process_CutInAnyWay_GivesTheSameBits(int from, int to)
    {
        var random = new SeededRandom(3);
        var samples = new float[30_000];
        foreach (ref var sample in samples.AsSpan()) sample = (float)random.NextGaussian();
        var whole = Resample(samples, from, to);
        foreach (var most in new[] { 1, 7, 300, 9_000 })
        {
            var resampler = new Resampler(from, to);
            var output = new ArrayBufferWriter<float>();
            for (var start = 0; start < samples.Length;)
            {
                var length = Math.Min(1 + random.Next(most), samples.Length - start);
                resampler.Process(samples.AsSpan(start, length), output);
                start += length;
            }

            resampler.Finish(output);
            Assert.Equal(whole, output.WrittenSpan.ToArray());
        }
    }

    [Theory]
    [InlineData(44_100, 22_050)]
    [InlineData(48_000, 22_050)]
    [InlineData(22_050, 48_000)]
    [InlineData(44_101, 22_050)]
    [InlineData(1, 255)]
    [InlineData(255, 1)]
    public void Finish_AnyLength_GivesAsManyAsTheDurationHolds(int from, int to)
    {
        foreach (var length in new[] { 0, 1, 2, 3, 100, 4_095, 4_096, 4_097, 10_000 })
        {
            var output = Resample(new float[length], from, to);
            Assert.Equal(((long)length * to + from - 1) / from, output.Length);
            Assert.All(output, sample => Assert.Equal(0, sample));
        }
    }

    [Fact]
    public void Process_SameRate_CopiesTheBits()
    {
        var samples = Tones.Sine(440, 22_050, 10_000);
        Assert.Equal(samples, Resample(samples, 22_050, 22_050));
    }

    [Fact]
    public void Process_AfterTheFirstBlocks_AllocatesNothing()
    {
        var resampler = new Resampler(48_000, 22_050);
        var output = new ArrayBufferWriter<float>(100_000);
        var samples = new float[48_000];
        resampler.Process(samples, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        resampler.Process(samples, output);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Process_Finished_Throws()
    {
        var resampler = new Resampler(2, 1);
        var output = new ArrayBufferWriter<float>();
        resampler.Finish(output);
        Assert.Throws<InvalidOperationException>(() => resampler.Process([1], output));
        Assert.Throws<InvalidOperationException>(() => resampler.Finish(output));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(1, 256)]
    [InlineData(256, 1)]
    public void Constructor_RatesOutOfRange_Throws(int from, int to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(from, to));

    private static float[] Resample(float[] samples, int from, int to)
    {
        var resampler = new Resampler(from, to);
        var output = new ArrayBufferWriter<float>();
        resampler.Process(samples, output);
        resampler.Finish(output);
        return output.WrittenSpan.ToArray();
    }
}
