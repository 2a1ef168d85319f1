using System.Globalization;
using Microsoft.Extensions.Configuration;
using Mixtape.Local.FunctionsRuntime.Host;
using Mixtape.Local.FunctionsRuntime.Host.Timers;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 0 3 * * *", "", "2026-01-05T03:00:00Z", "2026-01-06T03:00:00Z")]
    [InlineData("0 0 6 * * Mon", "", "2026-01-05T06:00:00Z", "2026-01-12T06:00:00Z")]
    [InlineData("*/5 * * * *", "", "2026-01-05T00:01:00Z", "2026-01-05T00:05:00Z")]
    [InlineData("30 */5 * * * *", "", "2026-01-05T00:01:00Z", "2026-01-05T00:05:30Z")]
    [InlineData("00:00:10", "", "2026-01-05T00:01:00Z", "2026-01-05T00:01:10Z")]
    [InlineData("%Nightly%", "", "2026-01-05T00:00:00Z", "2026-01-05T04:00:00Z")]
    [InlineData("0 0 3 * * *", "Europe/Stockholm", "2026-01-05T00:00:00Z", "2026-01-05T02:00:00Z")]
    [InlineData("0 0 3 * * *", "Europe/Stockholm", "2026-07-05T00:00:00Z", "2026-07-05T01:00:00Z")]
    // Spring: 02:30 does not exist on 29 March 2026 and comes an hour later by the clock.
    [InlineData("0 30 2 * * *", "Europe/Stockholm", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("0 30 2 * * *", "Europe/Stockholm", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z")]
    // Autumn: 02:30 exists twice on 25 October 2026 and counts once.
    [InlineData("0 30 2 * * *", "Europe/Stockholm", "2026-10-24T12:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 30 2 * * *", "Europe/Stockholm", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")]
    public void Next_Schedule_GivesTheNextTime(string schedule, string zone, string after, string next)
    {
        var parsed = TimerSchedule.Parse(
            schedule, Settings(("Nightly", "0 0 4 * * *"), (TimerSchedule.TimeZoneKey, zone)));

        Assert.Equal(Time(next), parsed.Next(Time(after)));
    }

    [Fact]
    public void Next_NoSuchDay_IsNull() =>
        Assert.Null(TimerSchedule.Parse("0 0 0 30 2 *", Settings()).Next(Time("2026-01-01T00:00:00Z")));

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("00:00:30", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("00:01:00", false)]
    public void IsFast_Schedule_IsMoreThanOnceAMinute(string schedule, bool fast) =>
        Assert.Equal(fast, TimerSchedule.Parse(schedule, Settings()).IsFast(Time("2026-01-01T00:00:00Z")));

    [Theory]
    [InlineData("0 0 25 * * *")]
    [InlineData("* * *")]
    [InlineData("5")]
    [InlineData("-00:01:00")]
    [InlineData("")]
    public void Parse_NoSchedule_Throws(string schedule)
    {
        var e = Assert.Throws<FunctionsHostException>(() => TimerSchedule.Parse(schedule, Settings()));

        Assert.Contains("is neither NCRONTAB", e.Message);
    }

    [Fact]
    public void Parse_UnknownTimeZone_Throws()
    {
        var e = Assert.Throws<FunctionsHostException>(() =>
            TimerSchedule.Parse("0 0 3 * * *", Settings((TimerSchedule.TimeZoneKey, "Europe/Atlantis"))));

        Assert.Contains("use an IANA name", e.Message);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static IConfiguration Settings(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build();
}
