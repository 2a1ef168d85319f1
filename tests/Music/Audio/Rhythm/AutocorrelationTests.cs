using Mixtape.Music.Audio.Rhythm;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio.Rhythm;

public sealed class AutocorrelationTests
{
    [Fact]
    public void Indexer_Cosine_IsTheCosineOfTheLag()
    {
        var curve = new float[1_000];
        for (var t = 0; t < curve.Length; t++) curve[t] = 3 + (float)Math.Cos(2 * Math.PI * t / 25);
        var correlation = new Autocorrelation(curve, 100);
        Assert.Equal(100, correlation.Longest);
        Assert.Equal(1, correlation[0], 1e-5);
        for (var lag = 0; lag <= 100; lag++) Assert.Equal(Math.Cos(2 * Math.PI * lag / 25), correlation[lag], 0.06);
        Assert.Equal((correlation[10] + correlation[11]) / 2, correlation[10.5], 1e-6);
        Assert.Equal(0, correlation[100.5]);
        Assert.Equal(50, correlation.PeakNear(49, 3), 0.05);
        Assert.Equal(37, correlation.PeakNear(37, 3)); // a valley
        Assert.Equal(correlation[25], correlation.HighestNear(24, 2), 1e-6);
    }

    [Fact]
    public void Indexer_Noise_IsTheNaiveSum()
    {
        var random = new SeededRandom(4);
        var curve = new float[137];
        foreach (ref var value in curve.AsSpan()) value = (float)random.NextGaussian();
        var correlation = new Autocorrelation(curve, 500);
        Assert.Equal(68, correlation.Longest);
        var mean = curve.Average(value => (double)value);
        var power = curve.Average(value => (value - mean) * (value - mean));
        for (var lag = 0; lag <= 68; lag++)
        {
            double sum = 0;
            for (var t = 0; t + lag < curve.Length; t++) sum += (curve[t] - mean) * (curve[t + lag] - mean);
            Assert.Equal(sum / (curve.Length - lag) / power, correlation[lag], 1e-5);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public void Indexer_Constant_IsZero(int length)
    {
        var curve = new float[length];
        Array.Fill(curve, 0.3f);
        var correlation = new Autocorrelation(curve, 40);
        for (var lag = 0.0; lag < 40; lag += 0.5) Assert.Equal(0, correlation[lag]);
        Assert.Equal(12, correlation.PeakNear(12, 2));
    }
}
