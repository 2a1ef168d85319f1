using System.Globalization;

namespace Mixtape.Music.Playlists;

/// <summary>
/// A week after ISO 8601: Monday to Sunday, week 1 holding the year's first Thursday. Written 2026-W47.
/// </summary>
/// <param name="Year">The ISO year, which at its edges is not the calendar's.</param>
/// <param name="Week">1 to 53.</param>
public readonly record struct IsoWeek(int Year, int Week)
{
    /// <summary>Monday of the week.</summary>
    public DateOnly Monday => DateOnly.FromDateTime(ISOWeek.ToDateTime(Year, Week, DayOfWeek.Monday));

    /// <summary>The week of a day.</summary>
    public static IsoWeek Of(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        return new IsoWeek(ISOWeek.GetYear(date), ISOWeek.GetWeekOfYear(date));
    }

    /// <summary>
    /// The week whose playlists are due at a moment: those of a week come on its <paramref name="day"/> at <paramref name="hour"/> o'clock,
    /// local time, and stay until those of the next.
    /// </summary>
    public static IsoWeek Due(DateTimeOffset now, TimeZoneInfo zone, DayOfWeek day, int hour)
    {
        var daysAfterMonday = ((int)day + 6) % 7; // DayOfWeek begins on Sunday
        return Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime.AddHours(-hour)).AddDays(-daysAfterMonday));
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out IsoWeek week)
    {
        week = default;
        if (text is not { Length: 8 } || text[4] != '-' || text[5] != 'W') return false;
        if (!int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)) return false;
        if (!int.TryParse(text.AsSpan(6, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (year is < 1 or > 9998 || number < 1 || number > ISOWeek.GetWeeksInYear(year)) return false;
        week = new IsoWeek(year, number);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-W{Week:D2}");
}
