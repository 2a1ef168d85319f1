using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Ears;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Tests.Audio.Rhythm;

public sealed class TempoEstimatorTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(71.3)]
    [InlineData(88)]
    [InlineData(100)]
    [InlineData(118.7)]
    [InlineData(127)]
    [InlineData(140)]
    [InlineData(163.9)]
    [InlineData(180)]
    [InlineData(200)]
    public void Estimate_Clicks_IsTheirTempoUpToOctaves_AndRefinesToHalfAPercent(double tempo)
    {
        var onsets = Clicks.Onsets(Clicks.Track(tempo, 15, 1));
        var best = Best(TempoEstimator.Estimate(onsets));
        Assert.True(EarsQuality.IsTempo(best, tempo, 1, 2, 1 / 2.0), $"{best}");
        if (tempo is >= 80 and <= 165) Assert.True(EarsQuality.IsTempo(best, tempo, 1), $"{best}");
        foreach (var rough in new[] { 0.975, 1, 1.02 })
            Assert.Equal(tempo, TempoEstimator.Refine(onsets, tempo * rough), 0.005 * tempo);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(90)]
    [InlineData(120)]
    [InlineData(150)]
    public void Estimate_RockDrums_IsTheBeatRatherThanTheHiHat(double tempo)
    {
        var samples = new float[22_050 * 15];
        var beat = 60 / tempo;
        for (var i = 0; i * beat / 2 < 15; i++)
        {
            Clicks.Strike(samples, i * beat / 2, 0.15);
            if (i % 4 == 0) Clicks.Thud(samples, i * beat / 2, 0.8);
            if (i % 4 == 2) Clicks.Strike(samples, i * beat / 2, 1);
        }

        var best = Best(TempoEstimator.Estimate(Clicks.Onsets(samples)));
        Assert.True(EarsQuality.IsTempo(best, tempo, 1), $"{best}");
    }

    [Fact]
    public void Estimate_Silence_IsHowCommonTempiAre()
    {
        foreach (var samples in new[] { 0, 3_000, 400_000 })
        {
            var onsets = Clicks.Onsets(new float[samples]);
            var tempi = TempoEstimator.Estimate(onsets);
            Assert.Equal(TempoGrid.Count, tempi.Length);
            Assert.Equal(1, tempi.Sum(), 1e-4);
            Assert.Equal(115.8, Best(tempi), 1.0);
            Assert.Equal(97, TempoEstimator.Refine(onsets, 97), 1e-9);
        }
    }

    [Fact]
    public void Estimate_Again_GivesTheSameBits()
    {
        var onsets = Clicks.Onsets(Clicks.Track(97, 12, 1, 0.4));
        Assert.Equal(TempoEstimator.Estimate(onsets), TempoEstimator.Estimate(onsets));
        Assert.All(TempoEstimator.Estimate(onsets), probability => Assert.InRange(probability, 0, 1));
    }

    private static double Best(float[] tempi) => TempoGrid.BeatsPerMinute(Array.IndexOf(tempi, tempi.Max()));
}
