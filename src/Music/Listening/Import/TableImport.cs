using System.Globalization;

namespace Mixtape.Music.Listening.Import;

/// <summary>
/// Tables of plays: tab-, comma-, semicolon- or space-separated, plain or packed with gzip, with a header
/// (<see cref="TableColumns"/>) or in the order listener, track[, count[, timestamp]].
/// </summary>
/// <remarks>
/// A row is one event. Where the table does not say for how long something was played, the event has
/// <see cref="UnknownMsPlayed"/>: long enough to count as interest. A played share below
/// <see cref="SkippedBelowRatio"/> or a time below 30 s makes it a skip. A row with a count of 0 is left out; one that
/// the server would refuse (<see cref="EventBatch.Problem"/>) is passed over and noted.
/// </remarks>
public static class TableImport
{
    /// <summary>
    /// The play length given to plays of unknown length: the least that counts as a stream, in milliseconds.
    /// </summary>
    public const int UnknownMsPlayed = 30_000;

    /// <summary>Who has heard less than this share of a track has skipped it.</summary>
    public const double SkippedBelowRatio = 0.2;

    /// <summary>Reads a file, line by line in bounded memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names of columns, where they are not the usual ones.</param>
    /// <param name="asOf">When the plays happened, where the table does not say; the day of the file where
    /// null.</param>
    /// <param name="now">The time, after which no play has happened.</param>
    /// <param name="report">Takes what cannot be read.</param>
    /// <exception cref="InvalidImportException">There is no such file, it is damaged, a column is missing, or nothing
    /// says when the plays happened.</exception>
    public static IEnumerable<ImportedRow> Read(
        string path, TableColumns columns, DateTimeOffset? asOf, DateTimeOffset now, ImportReport report)
    {
        var time = asOf ?? ImportFile.DayOf(path);
        using var stream = ImportFile.Open(path);
        var (separator, layout) = (FieldSeparator.Tab, (TableLayout?)null);
        foreach (var (number, text) in ImportLines.Read(stream))
        {
            string Place() => $"{Path.GetFileName(path)} line {number}";
            var isFirst = layout is null;
            if (isFirst && text is not null) separator = DelimitedFields.Detect(text);
            var fields = text is null ? null : DelimitedFields.Split(text, separator);
            if (fields is null)
            {
                report.CountRead();
                report.Note(Place(), text is null ? $"it is longer than {ImportLines.MaximumLength} characters" : "a quote is not closed");
                continue;
            }

            if (isFirst)
            {
                var header = TableLayout.FromHeader(fields, columns);
                layout = header ?? TableLayout.WithoutHeader(fields.Count);
                if (layout.Timestamp < 0) ThrowUnlessTaken(time, now, path);
                if (header is not null) continue;
            }

            report.CountRead();
            var row = Row(fields, layout!, time, out var problem);
            problem ??= row?.Event is { } happening ? EventBatch.Problem(happening, now) : null;
            if (problem is not null) report.Note(Place(), problem);
            else if (row is null) report.LeaveOut("rows with a count of 0");
            else yield return row.Value;
        }
    }

    private static ImportedRow? Row(List<string> fields, TableLayout layout, DateTimeOffset asOf, out string? problem)
    {
        var listener = Field(layout.Listener);
        var track = Field(layout.Track);
        var (time, count, kind, msPlayed) = (asOf, 1, EventKind.Stream, UnknownMsPlayed);
        problem = IdProblem("listener", listener) ?? IdProblem("track", track);
        if (problem is null && Field(layout.Timestamp) is { } when && !TryParseTime(when, out time))
        {
            problem = $"'{Shorten(when)}' is no time: Unix seconds, Unix milliseconds or ISO 8601 are";
        }

        if (problem is null && Field(layout.Count) is { } plays && !TryParseCount(plays, out count))
        {
            problem = $"'{Shorten(plays)}' is no count of plays";
        }

        if (problem is null && Field(layout.PlayRatio) is { } ratio) problem = ByRatio(ratio);
        if (problem is null && Field(layout.MsPlayed) is { } ms) problem = ByLength(ms);
        if (problem is not null || count == 0) return null;

        var entry = CatalogueEntry.Of(
            track!, Field(layout.Title), Field(layout.Artist), Field(layout.ArtistId));
        return new ImportedRow(new ListeningEvent(listener!, track!, time, msPlayed, kind, count), entry);

        string? Field(int at) => at >= 0 && at < fields.Count && fields[at].Length > 0 ? fields[at] : null;

        string? ByRatio(string text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || !(share >= 0))
            {
                return $"'{Shorten(text)}' is no share played";
            }

            if (share < SkippedBelowRatio) (kind, msPlayed) = (EventKind.Skip, 0);
            return null;
        }

        string? ByLength(string text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out msPlayed))
            {
                return $"'{Shorten(text)}' is no number of milliseconds";
            }

            kind = msPlayed >= UnknownMsPlayed ? EventKind.Stream : EventKind.Skip;
            return null;
        }
    }

    /// <summary>One wrong day for all rows is no row's fault.</summary>
    private static void ThrowUnlessTaken(DateTimeOffset asOf, DateTimeOffset now, string path)
    {
        if (EventBatch.TimeProblem(asOf, now) is not { } problem) return;
        throw new InvalidImportException(
            $"{Path.GetFileName(path)} does not say when the plays happened, and {problem}: pass --as-of.");
    }

    private static string? IdProblem(string what, string? id)
    {
        if (ExternalId.Problem(id) is { } problem) return $"the {what}'s id {problem}";
        return id!.Contains('\uFFFD') ? $"the {what}'s id is not UTF-8: convert the file" : null;
    }

    private static bool TryParseCount(string text, out int count)
    {
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        var isCount = isNumber && value is >= 0 and <= int.MaxValue && value == Math.Floor(value);
        count = isCount ? (int)value : 0;
        return isCount;
    }

    private static bool TryParseTime(string text, out DateTimeOffset time)
    {
        // Unix seconds stay below this until the year 5138, milliseconds have been above it since 1973.
        const double FirstMilliseconds = 1e11;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            var isInRange = value is >= 0 and < 1e14;
            time = isInRange ? DateTimeOffset.UnixEpoch.AddMilliseconds(value < FirstMilliseconds ? value * 1000 : value) : default;
            return isInRange;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time);
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40];
}
