using Mixtape.Music.Audio;
using Mixtape.Music.Genres;

namespace Mixtape.Music.Tests.Genres;

public sealed class GenreNamesTests
{
    [Fact]
    public void Of_GroupsOfTwoGenres_TakesTheGenreAndWhatIsTypical()
    {
        SoundTerms[] terms =
        [
            .. Enumerable.Repeat(new SoundTerms("techno", ["fast", "minor"]), 9), new SoundTerms("house", ["minor"]),
            .. Enumerable.Repeat(new SoundTerms("folk", ["quiet", "major"]), 10),
        ];
        // Both words are typical of the first group, but nearly all have both: fast has a little less, so minor is the more typical.
        Assert.Equal(["minor techno", "major folk"], GenreNames.Of(terms, [.. Enumerable.Range(0, 20).Select(i => i / 10)], 2));
    }

    [Fact]
    public void Of_GroupsOfOneName_TellsThemApart()
    {
        SoundTerms[] terms =
        [
            new("jazz", ["slow", "minor"]), new("jazz", ["slow", "major"]), new("jazz", ["slow", "minor"]),
            new("jazz", []), new("jazz", []), new("jazz", []),
        ];
        var names = GenreNames.Of(terms, [0, 0, 0, 1, 2, 2], 3);
        Assert.Equal(["slow jazz", "jazz", "jazz 2"], names);
    }

    [Fact]
    public void Of_TracksWithoutWords_StillNames() =>
        Assert.Equal(["music", "music 2"], GenreNames.Of([new(null, []), new(null, [])], [0, 1], 2));

    [Fact]
    public void Of_AWordThatAllHave_LeavesItOut() =>
        Assert.Equal(["pop", "soul"], GenreNames.Of([new("pop", ["loud"]), new("soul", ["loud"])], [0, 1], 2));

    [Fact]
    public void Terms_OfFeatures_AreTheirWords()
    {
        var features = new AudioFeatures
        {
            Seconds = 100,
            Tempo = 170,
            Loudness = -25,
            Mode = Mode.Minor,
            BeatsPerBar = 3,
            Genre = "folk",
        };
        Assert.Equal(["fast", "quiet", "minor", "waltzing"], SoundTerms.Of(features).Qualifiers);
        Assert.Equal("folk", SoundTerms.Of(features).Genre);
        Assert.Empty(SoundTerms.Of(new AudioFeatures { Seconds = 1 }).Qualifiers);
        Assert.Equal(["major"], SoundTerms.Of(new AudioFeatures { Seconds = 1, Tempo = 120, Mode = Mode.Major, BeatsPerBar = 4 }).Qualifiers);
    }
}
