using Mixtape.Music.Playlists;

namespace Mixtape.Music.Tests.Playlists;

public sealed class ReleaseRadarTests
{
    private static readonly ReleaseRadarOptions _options = new() { Tracks = 5, TracksPerArtist = 2 };

    [Fact]
    public void Select_FollowedBeforePlayedBeforeOthers_EachInTheirOrder() =>
        Assert.Equal(["Fa", "Fb", "Pc", "Pd", "Oe"], Select("Oe", "Pc", "Fa", "Pd", "Fb", "Of"));

    [Fact]
    public void Select_ArtistWithManyTracks_HasTheirShare() =>
        Assert.Equal(["Fa1", "Fa2", "Pb1", "Pb2", "Oc1"], Select("Fa1", "Fa2", "Fa3", "Pb1", "Pb2", "Pb3", "Oc1", "Oc2", "Od"));

    [Fact]
    public void Select_UnknownArtist_HasNoLimit() => Assert.Equal(["O?1", "O?2", "O?3"], Select("O?1", "O?2", "O?3"));

    [Fact]
    public void Select_FewCandidates_TakesWhatThereIs()
    {
        Assert.Empty(Select());
        Assert.Equal(["Pa", "Ob"], Select("Ob", "Pa"));
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReleaseRadarOptions { Tracks = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReleaseRadarOptions { TracksPerArtist = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReleaseRadarOptions { Weeks = 53 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReleaseRadarOptions { MaximumCandidates = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReleaseRadarOptions { Day = (DayOfWeek)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReleaseRadarOptions { Hour = 24 });
    }

    // Closeness, artist, number.
    private static List<string> Select(params string[] candidates) => ReleaseRadar.Select(
        candidates,
        track => track[0] switch { 'F' => ReleaseCloseness.Followed, 'P' => ReleaseCloseness.Played, _ => ReleaseCloseness.Other },
        track => track[1] == '?' ? null : track[1..2],
        _options);
}
