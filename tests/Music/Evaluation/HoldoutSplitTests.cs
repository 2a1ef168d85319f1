using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Evaluation;

public sealed class HoldoutSplitTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Eight tracks, one a day, of which b and g were only skipped.</summary>
    private static readonly PlayedTrack[] _week =
        [.. "abcdefgh".Select((track, day) => new PlayedTrack($"{track}", track is 'b' or 'g' ? 0 : 1, _start.AddDays(day)))];

    [Theory]
    [InlineData(1, "h")]
    [InlineData(2, "fgh")]
    [InlineData(3, "efgh")]
    [InlineData(4, "efgh")]
    [InlineData(1000, "efgh")]
    public void Of_LastItem_HoldsTheLatestAndWhatWasSkippedSince(int items, string expected) =>
        Assert.Equal(expected, Held(new HoldoutOptions { Method = HoldoutMethod.LastItem, LastItems = items }));

    [Fact]
    public void Of_LastItemOfFewTracks_HoldsNothing() =>
        Assert.Equal("", Held(new HoldoutOptions { Method = HoldoutMethod.LastItem, MinimumTracks = 7 }));

    [Fact]
    public void Of_LastItemWithoutTimes_DrawsEvenly()
    {
        var options = new HoldoutOptions { Method = HoldoutMethod.LastItem };
        PlayedTrack[] tracks = [.. Enumerable.Range(0, 10).Select(i => new PlayedTrack($"t{i}", 1, _start))];

        var drawn = Enumerable.Range(0, 1000).Select(i => Array.IndexOf(HoldoutSplit.Of(options, $"u{i}", tracks, _start), true));

        Assert.All(drawn.CountBy(index => index), track => Assert.InRange(track.Value, 60, 140));
    }

    [Theory]
    [InlineData(0.5, "h")]
    [InlineData(2, "gh")] // f was met at the cut, not after it
    [InlineData(100, "abcdefgh")]
    public void Of_TimeByDays_HoldsWhatWasMetAfterTheCut(double days, string expected) =>
        Assert.Equal(expected, Held(new HoldoutOptions { Method = HoldoutMethod.Time, Days = days }));

    [Fact]
    public void Of_TimeByMoment_HoldsWhatWasMetAfterIt()
    {
        var options = new HoldoutOptions { Method = HoldoutMethod.Time, After = _start.AddDays(4).AddHours(1), Days = 1 };
        Assert.Equal("fgh", Held(options));
        Assert.Equal("", Held(options with { After = _start.AddDays(7) }));
    }

    [Fact]
    public void Of_Fraction_IsThatOfTheHash()
    {
        var options = new HoldoutOptions { Fraction = 0.5 };
        var expected = _week.Where(track => track.Plays > 0 && options.Holds("u", track.Track, 6)).Select(track => track.Track);
        Assert.Equal(string.Concat(expected), Held(options));
        Assert.InRange(Held(options).Length, 1, 5);
    }

    [Fact]
    public void Build_ByTime_TakesTheFirstMeetingWhateverItWas()
    {
        var counter = new PlayCounter(new InterestOptions(), _start.AddDays(30));
        var play = new ListeningEvent("u", "known", _start, 60_000, EventKind.Stream);
        foreach (var e in new[]
        {
            play with { Timestamp = _start.AddDays(20) }, play, // heard before and after
            play with { Track = "skipped", Timestamp = _start.AddDays(20) },
            play with { Track = "skipped", MsPlayed = 1, Kind = EventKind.Skip }, // met before, liked after
            play with { Track = "new", Timestamp = _start.AddDays(20) },
            play with { Track = "new and skipped", Timestamp = _start.AddDays(20), MsPlayed = 1, Kind = EventKind.Skip },
        }) counter.Add(e);

        var (_, blocks) = BlockPlays.Build(counter, 1, new HoldoutOptions { Method = HoldoutMethod.Time, Days = 15 });

        var (tracks, tile) = blocks[0];
        Assert.Equal(["known", "skipped"], tile.Columns[tile.Row(0, includeHoldout: false)].Select(column => tracks[column]));
        Assert.Equal(["new", "new and skipped"], tile.Columns[tile.Holdout(0)].Select(column => tracks[column]));
        Assert.Equal(0, tile.Values[^1]);
    }

    [Fact]
    public void Judges_ByTime_AsksForEnoughTracksBeforeTheCut()
    {
        var options = new HoldoutOptions { Method = HoldoutMethod.Time, MinimumTracks = 3 };
        Assert.Equal((false, true), (options.Judges(2), options.Judges(3)));
        Assert.True((options with { Method = HoldoutMethod.Fraction }).Judges(0));
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { Method = (HoldoutMethod)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { LastItems = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { Days = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { Days = double.NaN });
    }

    private static string Held(HoldoutOptions options)
    {
        var held = HoldoutSplit.Of(options, "u", _week, _start.AddDays(7));
        return string.Concat(_week.Where((_, i) => held[i]).Select(track => track.Track));
    }
}
