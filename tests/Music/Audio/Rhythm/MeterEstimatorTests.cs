using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Harmony;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Tests.Audio.Rhythm;

public sealed class MeterEstimatorTests
{
    private const int Rate = AudioDecoder.SampleRate;

    [Theory]
    [InlineData(3, 90)]
    [InlineData(3, 150)]
    [InlineData(4, 80)]
    [InlineData(4, 120)]
    [InlineData(4, 160)]
    [InlineData(5, 150)]
    [InlineData(7, 180)]
    public void Estimate_ThudOnOneAndAChordABar_IsTheMeter(int beatsPerBar, double tempo)
    {
        var samples = Play(tempo, beatsPerBar, strokesPerBeat: 1);
        Assert.Equal(beatsPerBar, Best(samples, tempo));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void Estimate_ThreeStrokesABeatInTwos_IsSixEighths(double tempo) =>
        Assert.Equal(6, Best(Play(tempo, 2, strokesPerBeat: 3), tempo));

    [Theory]
    [InlineData(0)]
    [InlineData(3_000)]
    [InlineData(400_000)]
    public void Estimate_Silence_IsHowCommonMetersAre(int samples)
    {
        var meters = Estimate(new float[samples], 100);
        Assert.Equal(5, meters.Length);
        Assert.Equal(1, meters.Sum(), 1e-5);
        Assert.Equal(4, MeterEstimator.Meters[Array.IndexOf(meters, meters.Max())]);
        Assert.All(meters, meter => Assert.InRange(meter, 0.001f, 0.95f));
    }

    [Fact]
    public void Estimate_Again_GivesTheSameBits()
    {
        var samples = Play(120, 4, 2);
        Assert.Equal(Estimate(samples, 120), Estimate(samples, 120));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(900)]
    public void Estimate_TempoNobodyPlays_StillSumsTo1(double tempo)
    {
        var meters = Estimate(Play(120, 4, 2), tempo);
        Assert.Equal(1, meters.Sum(), 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimate(new float[9_000], 0));
    }

    /// <summary>Twenty seconds: a thud and a new triad on the first beat, strokes that are louder on beats.</summary>
    private static float[] Play(double tempo, int beatsPerBar, int strokesPerBeat)
    {
        int[] roots = [0, 5, 7, 0, 9, 5, 2, 7];
        var samples = new float[20 * Rate];
        var beat = 60 / tempo;
        for (var i = 0; i * beat < 20; i++)
        {
            for (var stroke = 0; stroke < strokesPerBeat; stroke++)
                Clicks.Strike(samples, (i + (double)stroke / strokesPerBeat) * beat, stroke == 0 ? 0.5 : 0.25);
            if (i % beatsPerBar != 0) continue;
            Clicks.Thud(samples, i * beat, 0.7);
            var start = (int)(i * beat * Rate);
            foreach (var third in new[] { 0, 4, 7 })
            {
                var hertz = 220 * Math.Pow(2, (roots[i / beatsPerBar % roots.Length] + third) / 12.0);
                var tone = Tones.Sine(hertz, Rate, Math.Min((int)(beatsPerBar * beat * Rate), samples.Length - start), 0.1);
                for (var n = 0; n < tone.Length; n++) samples[start + n] += tone[n];
            }
        }

        return samples;
    }

    private static int Best(float[] samples, double tempo)
    {
        var meters = Estimate(samples, tempo);
        return MeterEstimator.Meters[Array.IndexOf(meters, meters.Max())];
    }

    private static float[] Estimate(float[] samples, double tempo) =>
        MeterEstimator.Estimate(Clicks.Onsets(samples), PitchSpectrogram.Compute(samples), tempo);
}
