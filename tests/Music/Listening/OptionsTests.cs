using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

public sealed class OptionsTests
{
    private static readonly ListeningEvent _stream = new("u", "t", SomeEvents.Now, 30_000, EventKind.Stream);

    [Theory]
    [InlineData(EventKind.Stream, 30_000, 1)]
    [InlineData(EventKind.Stream, 29_999, 0)]
    [InlineData(EventKind.Stream, 0, 0)]
    [InlineData(EventKind.Skip, 29_999, 0)]
    [InlineData(EventKind.Skip, 30_000, 0)]
    [InlineData(EventKind.Save, 0, 3)]
    [InlineData(EventKind.PlaylistAdd, 0, 2)]
    [InlineData(EventKind.Like, 0, 3)]
    [InlineData(EventKind.ArtistVisit, 0, 0.25)]
    public void Weigh_EventOfToday_ByKindAndLength(EventKind kind, int msPlayed, double weight) =>
        Assert.Equal(weight, new InterestOptions().Weigh(_stream with { Kind = kind, MsPlayed = msPlayed }, SomeEvents.Now));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 0.5)]
    [InlineData(20, 0.25)]
    [InlineData(-5, 1)] // from the future
    public void Weigh_OlderEvent_CountsHalfAfterEachHalfLife(int days, double weight)
    {
        var options = new InterestOptions { HalfLifeDays = 10 };
        var e = _stream with { Timestamp = SomeEvents.Now.AddDays(-days) };
        Assert.Equal(weight, options.Weigh(e, SomeEvents.Now), 1e-12);
        Assert.Equal(7 * weight, options.Weigh(e with { Count = 7 }, SomeEvents.Now), 1e-12);
    }

    [Fact]
    public void Interest_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterestOptions { Save = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterestOptions { Like = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterestOptions { PlaylistAdd = float.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterestOptions { HalfLifeDays = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterestOptions { HalfLifeDays = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterestOptions { MaximumPlays = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterestOptions { MaximumPlays = 2e9f });
    }

    [Fact]
    public void Confidence_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { Alpha = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { Alpha = float.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { Curve = (ConfidenceCurve)3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { SilenceExponent = -0.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { SilenceExponent = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { PropensityExponent = 1.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { Bm25K1 = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceOptions { Bm25B = 2 });
    }

    [Fact]
    public void Holds_ManyPairs_HoldsTheFractionAndFollowsFromTheIds()
    {
        var options = new HoldoutOptions { Fraction = 0.1 };
        var held = Enumerable.Range(0, 20_000).Count(i => options.Holds($"u{i % 100}", $"t{i}", 200));
        Assert.InRange(held, 1_800, 2_200);
        Assert.Equal(options.Holds("u", "t", 5), new HoldoutOptions().Holds("u", "t", 500));
        var reseeded = options with { Seed = 2 };
        Assert.Contains(Enumerable.Range(0, 1_000), i => options.Holds("u", $"t{i}", 9) != reseeded.Holds("u", $"t{i}", 9));
        Assert.Contains(Enumerable.Range(0, 1_000), i => options.Holds("u", $"t{i}", 9) != options.Holds("v", $"t{i}", 9));
    }

    [Fact]
    public void Holds_FewTracksOrNoFraction_HoldsNothing()
    {
        Assert.DoesNotContain(Enumerable.Range(0, 1_000), i => new HoldoutOptions().Holds("u", $"t{i}", 4));
        Assert.DoesNotContain(Enumerable.Range(0, 1_000), i => new HoldoutOptions { Fraction = 0 }.Holds("u", $"t{i}", 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { Fraction = 0.6 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { Fraction = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { MinimumTracks = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldoutOptions { MaximumListeners = -1 });
    }
}
