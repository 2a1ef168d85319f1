using Mixtape.Music.Playlists;

namespace Mixtape.Music.Tests.Playlists;

public sealed class IsoWeekTests
{
    [Theory]
    [InlineData("2020-12-27", "2020-W52")]
    [InlineData("2020-12-28", "2020-W53")]
    [InlineData("2021-01-03", "2020-W53")]
    [InlineData("2021-01-04", "2021-W01")]
    [InlineData("2024-12-30", "2025-W01")]
    [InlineData("2026-11-21", "2026-W47")]
    [InlineData("2027-01-01", "2026-W53")]
    public void Of_Day_IsItsIsoWeek(string day, string week)
    {
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd");
        Assert.Equal(week, IsoWeek.Of(date).ToString());
        Assert.InRange(date.DayNumber - IsoWeek.Of(date).Monday.DayNumber, 0, 6);
        Assert.Equal(DayOfWeek.Monday, IsoWeek.Of(date).Monday.DayOfWeek);
    }

    [Theory]
    [InlineData("UTC", "2026-11-23T05:59:59Z", "2026-W47")]
    [InlineData("UTC", "2026-11-23T06:00:00Z", "2026-W48")]
    [InlineData("America/New_York", "2026-11-23T10:59:59Z", "2026-W47")] // 05:59:59 there
    [InlineData("America/New_York", "2026-11-23T11:00:00Z", "2026-W48")]
    [InlineData("Asia/Tokyo", "2026-11-22T20:59:59Z", "2026-W47")]
    [InlineData("Asia/Tokyo", "2026-11-22T21:00:00Z", "2026-W48")]
    [InlineData("Europe/Berlin", "2026-03-30T03:59:59Z", "2026-W13")] // the night after summer time began
    [InlineData("Europe/Berlin", "2026-03-30T04:00:00Z", "2026-W14")]
    [InlineData("Europe/Berlin", "2026-10-26T04:59:59Z", "2026-W43")] // the night after it ended
    [InlineData("Europe/Berlin", "2026-10-26T05:00:00Z", "2026-W44")]
    [InlineData("Asia/Kathmandu", "2026-11-23T00:14:59Z", "2026-W47")] // UTC+05:45
    [InlineData("Asia/Kathmandu", "2026-11-23T00:15:00Z", "2026-W48")]
    public void Due_AroundMondayAtSix_BeginsAtThatHourLocalTime(string zone, string now, string week) => Assert.Equal(
        week,
        IsoWeek.Due(
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture),
            TimeZoneInfo.FindSystemTimeZoneById(zone), DayOfWeek.Monday, 6).ToString());

    [Theory]
    [InlineData(DayOfWeek.Friday, "America/New_York", "2027-01-01T10:59:59Z", "2026-W52")] // 05:59:59 there
    [InlineData(DayOfWeek.Friday, "America/New_York", "2027-01-01T11:00:00Z", "2026-W53")]
    [InlineData(DayOfWeek.Friday, "America/New_York", "2027-01-08T10:59:59Z", "2026-W53")]
    [InlineData(DayOfWeek.Friday, "Asia/Tokyo", "2026-12-31T21:00:00Z", "2026-W53")]
    [InlineData(DayOfWeek.Sunday, "UTC", "2026-11-22T05:59:59Z", "2026-W46")] // Sunday is the last day of a week
    [InlineData(DayOfWeek.Sunday, "UTC", "2026-11-22T06:00:00Z", "2026-W47")]
    public void Due_OnAnotherDay_BeginsOnThatDayOfTheWeek(DayOfWeek day, string zone, string now, string week) => Assert.Equal(
        week,
        IsoWeek.Due(
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture),
            TimeZoneInfo.FindSystemTimeZoneById(zone), day, 6).ToString());

    [Fact]
    public void TryParse_WhatToStringWrites_IsReadBack()
    {
        for (var day = new DateOnly(1998, 1, 1); day < new DateOnly(2040, 1, 1); day = day.AddDays(5))
        {
            Assert.True(IsoWeek.TryParse(IsoWeek.Of(day).ToString(), out var week));
            Assert.Equal(IsoWeek.Of(day), week);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-47")]
    [InlineData("2026-W7")]
    [InlineData("2026-W00")]
    [InlineData("2025-W53")]
    [InlineData("2026-W54")]
    [InlineData("2026W047")]
    [InlineData("2026-w47")]
    [InlineData("+026-W47")]
    [InlineData("2026-W 7")]
    [InlineData("2026-W+7")]
    [InlineData("0000-W01")]
    [InlineData("٢٠٢٦-W47")]
    [InlineData(" 2026-W47")]
    public void TryParse_AnythingElse_IsFalse(string? text)
    {
        Assert.False(IsoWeek.TryParse(text, out var week));
        Assert.Equal(default, week);
    }
}
