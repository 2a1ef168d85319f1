using Mixtape.Music.Playlists;

namespace Mixtape.Music.Tests.Playlists;

public sealed class DiscoverWeeklyTests
{
    private static readonly DiscoverWeeklyOptions _options = new() { Tracks = 4, TracksPerArtist = 2 };

    [Fact]
    public void Select_ArtistWithManyTracks_HasTheirShareAndTheOrderStays() =>
        Assert.Equal(["a1", "a2", "b1", "c1"], Select("a1", "a2", "a3", "b1", "a4", "c1", "b2"));

    [Fact]
    public void Select_FewCandidates_TakesWhatThereIs() => Assert.Equal(["a1", "a2", "b1"], Select("a1", "a2", "a3", "b1"));

    [Fact]
    public void Select_UnknownArtist_HasNoLimit() => Assert.Equal(["?1", "?2", "?3", "?4"], Select("?1", "?2", "?3", "?4", "?5"));

    [Fact]
    public void Select_PredictedTracks_HaveTheirShareAtMost()
    {
        Assert.Equal(["?1", "?2", "?3", "?4"], Select("?0!", "?1", "?2", "?3", "?4")); // a fifth of 4 is less than one
        var half = _options with { MaximumPredictedShare = 0.5 };
        Assert.Equal(["?1!", "?2!", "?4", "?5"], DiscoverWeekly.Select(["?1!", "?2!", "?3!", "?4", "?5"], ArtistOf, IsPredicted, half));
        // One that its artist's share leaves out takes nothing of theirs.
        string[] crowded = ["a1", "a2", "a3!", "b1!", "c1!", "d1!"];
        Assert.Equal(["a1", "a2", "b1!", "c1!"], DiscoverWeekly.Select(crowded, ArtistOf, IsPredicted, half));
    }

    [Fact]
    public void Select_Full_AsksForNoMoreThanOneCandidateBeyond()
    {
        var taken = 0;
        IEnumerable<string> Candidates()
        {
            while (true) yield return $"?{taken++}";
        }

        Assert.Equal(4, DiscoverWeekly.Select(Candidates(), ArtistOf, IsPredicted, _options).Count);
        Assert.InRange(taken, 4, 5);
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscoverWeeklyOptions { Tracks = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscoverWeeklyOptions { TracksPerArtist = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscoverWeeklyOptions { Hour = 24 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscoverWeeklyOptions { MaximumPredictedShare = 1.1 });
    }

    private static List<string> Select(params string[] candidates) => DiscoverWeekly.Select(candidates, ArtistOf, IsPredicted, _options);

    private static bool IsPredicted(string track) => track[^1] == '!';

    private static string? ArtistOf(string track) => track[0] == '?' ? null : track[..1];
}
