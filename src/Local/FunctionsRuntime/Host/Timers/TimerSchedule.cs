using System.Globalization;
using Microsoft.Extensions.Configuration;
using Mixtape.Local.FunctionsRuntime.Host.Settings;
using NCrontab;

namespace Mixtape.Local.FunctionsRuntime.Host.Timers;

/// <summary>When a timer runs: NCRONTAB in a time zone, or a constant interval.</summary>
internal sealed class TimerSchedule
{
    /// <summary>The setting that names the time zone of NCRONTAB schedules; UTC without it.</summary>
    public const string TimeZoneKey = "WEBSITE_TIME_ZONE";

    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;
    private readonly TimeZoneInfo _zone;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval, TimeZoneInfo zone)
    {
        _cron = cron;
        _interval = interval;
        _zone = zone;
    }

    /// <param name="text">NCRONTAB of five or six fields, a time span, or "%Name%" for a setting with either.</param>
    /// <param name="configuration">The app's settings.</param>
    /// <exception cref="FunctionsHostException">It is none of these, or the time zone is unknown.</exception>
    public static TimerSchedule Parse(string text, IConfiguration configuration)
    {
        var schedule = AppSettings.Resolve(text, configuration).Trim();
        var zone = FindZone(configuration[TimeZoneKey]);
        if (schedule.Contains(':')
            && TimeSpan.TryParse(schedule, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
            return new TimerSchedule(null, interval, zone);
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 };
        var cron = CrontabSchedule.TryParse(schedule, options)
            ?? throw new FunctionsHostException(
                $"the schedule '{schedule}' is neither NCRONTAB "
                + "('{second} {minute} {hour} {day} {month} {weekday}', such as '0 0 3 * * *') "
                + "nor a time span ('00:05:00').");
        return new TimerSchedule(cron, default, zone);
    }

    /// <summary>
    /// The first time after this one, null if there is none for ten years. A local time that the clocks skip comes
    /// as much later as they skip; an hour that they repeat counts once.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_cron is null)
            return after + _interval;
        var local = TimeZoneInfo.ConvertTime(after, _zone);
        var end = local.DateTime.AddYears(10);
        foreach (var next in _cron.GetNextOccurrences(local.DateTime, end))
        {
            var offset = _zone.IsInvalidTime(next) ? _zone.GetUtcOffset(next.AddDays(-1)) : _zone.GetUtcOffset(next);
            var instant = new DateTimeOffset(next, offset);
            if (instant > after)
                return instant.ToUniversalTime();
        }
        return null;
    }

    /// <summary>Whether it recurs more than once a minute, too often to be remembered.</summary>
    public bool IsFast(DateTimeOffset now) =>
        Next(now) is { } first && Next(first) is { } second && second - first < TimeSpan.FromMinutes(1);

    private static TimeZoneInfo FindZone(string? id)
    {
        if (string.IsNullOrEmpty(id))
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw new FunctionsHostException(
                $"the time zone '{id}' in {TimeZoneKey} is unknown here: use an IANA name such as 'Europe/Stockholm'.");
    }
}
