using Mixtape.Music.Playlists;

namespace Mixtape.Music.Tests.Playlists;

public sealed class ReleaseWindowTests
{
    [Fact]
    public void Until_SixWeeks_AreFortyTwoDays()
    {
        var window = ReleaseWindow.Until(new DateOnly(2026, 3, 6), 6);

        Assert.Equal((new DateOnly(2026, 1, 24), new DateOnly(2026, 3, 6)), (window.First, window.Last));
        Assert.True(window.Contains(window.First));
        Assert.True(window.Contains(window.Last));
        Assert.False(window.Contains(window.First.AddDays(-1)));
        Assert.False(window.Contains(window.Last.AddDays(1)));
    }

    [Theory]
    [InlineData("2027-01-01", 1, "2026-W53 2026-W52")]
    [InlineData("2027-01-03", 1, "2026-W53")] // Sunday: Monday to Sunday are one week
    [InlineData("2027-01-04", 1, "2027-W01 2026-W53")]
    [InlineData("2025-01-02", 2, "2025-W01 2024-W52 2024-W51")] // 30 and 31 December are of the next ISO year
    [InlineData("2021-01-03", 2, "2020-W53 2020-W52")]
    public void Weeks_OverNewYear_AreThoseItTouchesNewestFirst(string last, int weeks, string expected) => Assert.Equal(
        expected, string.Join(' ', ReleaseWindow.Until(DateOnly.ParseExact(last, "yyyy-MM-dd"), weeks).Weeks));

    [Fact]
    public void Weeks_OfAnyWindow_HoldEachOfItsDaysAndNoWeekWithoutOne()
    {
        for (var last = new DateOnly(2020, 12, 1); last < new DateOnly(2027, 2, 1); last = last.AddDays(3))
        {
            var window = ReleaseWindow.Until(last, 1 + last.DayNumber % 7);
            var days = Enumerable.Range(0, window.Last.DayNumber - window.First.DayNumber + 1).Select(day => window.Last.AddDays(-day));
            Assert.Equal(days.Select(IsoWeek.Of).Distinct(), window.Weeks);
        }
    }
}
