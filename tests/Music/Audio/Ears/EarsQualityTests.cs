using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Ears;

namespace Mixtape.Music.Tests.Audio.Ears;

public sealed class EarsQualityTests
{
    [Theory]
    [InlineData(PitchClass.A, Mode.Minor, 1)]
    [InlineData(PitchClass.E, Mode.Minor, 0.5)]
    [InlineData(PitchClass.D, Mode.Minor, 0)]
    [InlineData(PitchClass.C, Mode.Major, 0.3)]
    [InlineData(PitchClass.A, Mode.Major, 0.2)]
    [InlineData(PitchClass.B, Mode.Minor, 0)]
    [InlineData(PitchClass.FSharp, Mode.Major, 0)]
    public void ScoreKey_AgainstAMinor_IsMirexScore(PitchClass key, Mode mode, double score) =>
        Assert.Equal(score, EarsQuality.ScoreKey(key, mode, PitchClass.A, Mode.Minor));

    [Theory]
    [InlineData(PitchClass.C, Mode.Major, 1)]
    [InlineData(PitchClass.G, Mode.Major, 0.5)]
    [InlineData(PitchClass.A, Mode.Minor, 0.3)]
    [InlineData(PitchClass.C, Mode.Minor, 0.2)]
    [InlineData(PitchClass.E, Mode.Minor, 0)]
    public void ScoreKey_AgainstCMajor_IsMirexScore(PitchClass key, Mode mode, double score) =>
        Assert.Equal(score, EarsQuality.ScoreKey(key, mode, PitchClass.C, Mode.Major));

    [Theory]
    [InlineData(124.8, true, true)]
    [InlineData(125.2, false, false)]
    [InlineData(60.5, false, true)]
    [InlineData(359, false, true)]
    [InlineData(90, false, false)]
    public void IsTempo_Against120_AllowsFourPercentOfTheFactors(double tempo, bool isTempo, bool isUpToFactors)
    {
        Assert.Equal(isTempo, EarsQuality.IsTempo(tempo, 120, 1));
        Assert.Equal(isUpToFactors, EarsQuality.IsTempo(tempo, 120, 1, 2, 3, 1.0 / 2, 1.0 / 3));
    }
}
