using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

public sealed class ScoreTests
{
    [Fact]
    public void Key_EachRelation_ScoresAsMirex()
    {
        var minor = (PitchClass.A, Mode.Minor);
        var major = (PitchClass.C, Mode.Major);
        Assert.Equal(1, KeyScore.Of(major, major));
        Assert.Equal(0.5, KeyScore.Of((PitchClass.G, Mode.Major), major));
        Assert.Equal(0, KeyScore.Of((PitchClass.F, Mode.Major), major));
        Assert.Equal(0.3, KeyScore.Of(minor, major));
        Assert.Equal(0.3, KeyScore.Of(major, minor));
        Assert.Equal(0.2, KeyScore.Of((PitchClass.C, Mode.Minor), major));
        Assert.Equal(0, KeyScore.Of((PitchClass.DSharp, Mode.Minor), major));
        var all = from key in Enum.GetValues<PitchClass>() from mode in Enum.GetValues<Mode>() select KeyScore.Of((key, mode), minor);
        Assert.Equal(2, all.Sum(), 1e-9);
    }

    [Theory]
    [InlineData(100, true, true, true)]
    [InlineData(103.9, true, true, true)]
    [InlineData(96.1, true, true, true)]
    [InlineData(104.1, false, false, false)]
    [InlineData(207.9, false, true, true)]
    [InlineData(49, false, true, true)]
    [InlineData(300, false, false, true)]
    [InlineData(33, false, false, true)]
    [InlineData(150, false, false, false)]
    public void Tempo_Of100_IsJudgedBy4Percent(double estimate, bool right, bool octaves, bool factors)
    {
        Assert.Equal(right, TempoScore.IsRight(estimate, 100));
        Assert.Equal(octaves, TempoScore.IsRightUpToOctaves(estimate, 100));
        Assert.Equal(factors, TempoScore.IsRightUpToFactors(estimate, 100));
    }
}
