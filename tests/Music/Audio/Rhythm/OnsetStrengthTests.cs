using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Tests.Audio.Rhythm;

public sealed class OnsetStrengthTests
{
    [Fact]
    public void Of_Bursts_PeaksWhereTheyAre_AndNowhereElse()
    {
        var onsets = Clicks.Onsets(Clicks.Track(60, 8, 1));
        for (var t = 0; t < onsets.Frames; t++)
        {
            var distance = (t * 512 + 1_024) / 22_050.0 % 1; // of the frame's middle after a burst, in seconds
            if (distance is > 0.1 and < 0.9) Assert.Equal(0, onsets.Full[t]);
        }

        for (var beat = 1; beat < 7; beat++)
        {
            var frame = (int)((beat * 22_050 - 1_024) / 512.0);
            Assert.True(onsets.Full.AsSpan(frame - 2, 6).ToArray().Max() > 2);
        }
    }

    [Fact]
    public void Of_ThudsAndBursts_AreInLowAndHigh()
    {
        var samples = new float[22_050 * 6];
        for (var beat = 0; beat < 6; beat++)
        {
            Clicks.Thud(samples, beat, 0.5);
            Clicks.Strike(samples, beat + 0.5, 0.1);
        }

        var onsets = Clicks.Onsets(samples);
        Assert.True(At(onsets.Low, 3) > 5 * At(onsets.Low, 3.5));
        Assert.True(At(onsets.High, 3.5) > At(onsets.High, 3));
    }

    [Fact]
    public void Of_Sounds_HasRootMeanSquare1()
    {
        var onsets = Clicks.Onsets(Clicks.Track(133, 10, 1, 0.5));
        foreach (var curve in new[] { onsets.Full, onsets.Low, onsets.Middle, onsets.High })
        {
            Assert.Equal(onsets.Frames, curve.Length);
            Assert.Equal(1, curve.Sum(value => value * value) / curve.Length, 1e-3);
            Assert.All(curve, value => Assert.InRange(value, 0, float.MaxValue));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(300)]
    public void Of_SilenceOrShort_GivesZeros(int frames)
    {
        var onsets = OnsetStrength.Of(new float[frames * 96]);
        Assert.Equal(22_050.0 / 512, onsets.FrameRate);
        foreach (var curve in new[] { onsets.Full, onsets.Low, onsets.Middle, onsets.High }) Assert.Equal(new float[frames], curve);
    }

    [Fact]
    public void Of_PartOfAFrame_SaysSo() =>
        Assert.Contains("96 bands", Assert.Throws<ArgumentException>(() => OnsetStrength.Of(new float[100])).Message);

    private static float At(float[] curve, double seconds) => // the largest around
        curve.AsSpan((int)((seconds * 22_050 - 1_024) / 512) - 2, 6).ToArray().Max();
}
