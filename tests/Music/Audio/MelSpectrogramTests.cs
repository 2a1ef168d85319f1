using System.Buffers;
using Mixtape.Music.Audio;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio;

public sealed class MelSpectrogramTests
{
    private static readonly MelOptions _options = new();

    [Fact]
    public void Mel_KnownPoints_AreThose()
    {
        Assert.Equal(0, MelFilterBank.Mel(0));
        Assert.Equal(2595 * Math.Log10(2), MelFilterBank.Mel(700), 1e-9);
        Assert.Equal(1000, MelFilterBank.Mel(1000), 0.02); // what the scale is made for
        foreach (var hertz in new[] { 0, 30, 440.0, 9_500 }) Assert.Equal(hertz, MelFilterBank.Hertz(MelFilterBank.Mel(hertz)), 1e-8);
    }

    [Fact]
    public void Apply_FlatSpectrum_WeighsEachBinOnceBetweenTheOuterCentres()
    {
        const int Bins = 1_025;
        var filters = new MelFilterBank(Bins, _options);
        var (power, bands) = (new float[Bins], new float[96]);
        var step = (MelFilterBank.Mel(9_500) - MelFilterBank.Mel(30)) / 97;
        for (var k = 0; k < Bins; k++)
        {
            power[k] = 1;
            filters.Apply(power, bands);
            power[k] = 0;
            var mel = MelFilterBank.Mel(k * 22_050.0 / 2_048);
            var place = (mel - MelFilterBank.Mel(30)) / step;
            var sum = bands.Sum();
            if (place is <= 0 or >= 97) Assert.Equal(0, sum);
            else if (place is >= 1 and <= 96) Assert.Equal(1, sum, 1e-5);
            else Assert.InRange(sum, 0, 1);
            for (var band = 0; band < 96; band++)
                if (Math.Abs(place - band - 1) >= 1) Assert.Equal(0, bands[band]);
        }
    }

    [Theory]
    [InlineData(41, 1)]
    [InlineData(41, 0.001)]
    [InlineData(333, 0.3)]
    [InlineData(850, 0.5)]
    public void Process_SineAtABin_GivesTheClosedForm(int bin, double amplitude)
    {
        var samples = new float[2_048];
        for (var n = 0; n < samples.Length; n++) samples[n] = (float)(amplitude * UnitCircle.Turn((long)bin * n % 2_048, 2_048).Sine);
        var frame = Process(samples);

        // Hann's window spreads a bin's amplitude to its neighbours by half.
        var (power, bands) = (new float[1_025], new float[96]);
        power[bin] = (float)(amplitude * amplitude / 4);
        power[bin - 1] = power[bin + 1] = (float)(amplitude * amplitude / 16);
        new MelFilterBank(1_025, _options).Apply(power, bands);
        for (var band = 0; band < 96; band++) Assert.Equal(Math.Log(1 + 1e6 * bands[band]), frame[band], 2e-4);
    }

    [Fact]
    public void Process_SilenceAndConstant_GiveNothing()
    {
        Assert.All(Process(new float[5_000]), value => Assert.Equal(0, value));
        var ones = new float[2_048]; // at 0 Hz, and by the window in the bin above, below the lowest band
        Array.Fill(ones, 1);
        Assert.All(Process(ones), value => Assert.Equal(0, value, 1e-4));
    }

    [Fact]
    public void Process_CutInAnyWay_GivesTheSameBits()
    {
        var random = new SeededRandom(9);
        var samples = new float[20_000];
        foreach (ref var sample in samples.AsSpan()) sample = (float)random.NextGaussian() / 4;
        foreach (var hop in new[] { 1_000, 512, 2_048, 3_000 })
        {
            var options = _options with { Hop = hop };
            var whole = Process(samples, options);
            Assert.Equal(new MelSpectrogram(options).FramesOf(samples.Length) * 96, whole.Length);
            foreach (var most in new[] { 3, 700, 5_000 })
            {
                var spectrogram = new MelSpectrogram(options);
                var frames = new ArrayBufferWriter<float>();
                for (var start = 0; start < samples.Length;)
                {
                    var length = Math.Min(1 + random.Next(most), samples.Length - start);
                    spectrogram.Process(samples.AsSpan(start, length), frames);
                    start += length;
                }

                Assert.Equal(whole, frames.WrittenSpan.ToArray());
            }

            // Each frame is what its samples alone give.
            Assert.Equal(Process(samples[(3 * hop)..(3 * hop + 2_048)], options), whole[(3 * 96)..(4 * 96)]);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2_047, 0)]
    [InlineData(2_048, 1)]
    [InlineData(2_559, 1)]
    [InlineData(2_560, 2)]
    public void Process_Lengths_GiveTheWholeFramesOnly(int samples, int frames)
    {
        Assert.Equal(frames, new MelSpectrogram().FramesOf(samples));
        Assert.Equal(frames * 96, Process(new float[samples]).Length);
    }

    [Fact]
    public void Process_Again_AllocatesNothing_AndResetForgets()
    {
        var spectrogram = new MelSpectrogram();
        var frames = new ArrayBufferWriter<float>(96 * 200);
        var samples = Tones.Sine(440, 22_050, 22_050);
        spectrogram.Process(samples, frames);
        var first = frames.WrittenSpan.ToArray();
        frames.ResetWrittenCount();
        spectrogram.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        spectrogram.Process(samples, frames);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(first, frames.WrittenSpan.ToArray());
        Assert.Equal(22_050.0 / 512, spectrogram.FrameRate);
    }

    [Fact]
    public void Constructor_BandsThatDoNotFit_SaysWhatToSet()
    {
        Assert.Contains("raise Window or lower Bands", Refused(_options with { Bands = 400 }));
        Assert.Contains("MaximumHertz", Refused(_options with { SampleRate = 16_000 }));
        Assert.Contains("MaximumHertz", Refused(_options with { MinimumHertz = 9_500 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MelOptions { Window = 1_000 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MelOptions { Hop = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MelOptions { Bands = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MelOptions { MinimumHertz = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MelOptions { MaximumHertz = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MelOptions { Compression = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MelOptions { SampleRate = 0 });
    }

    private static string Refused(MelOptions options) => Assert.Throws<ArgumentException>(() => new MelSpectrogram(options)).Message;

    private static float[] Process(float[] samples, MelOptions? options = null)
    {
        var frames = new ArrayBufferWriter<float>();
        new MelSpectrogram(options).Process(samples, frames);
        return frames.WrittenSpan.ToArray();
    }
}
