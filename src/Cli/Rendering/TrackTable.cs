using System.Globalization;
using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>Tracks as a table: title, artist, and where that is said, why each is there, or how alike it is.</summary>
internal static class TrackTable
{
    public static void Write(IAnsiConsole console, string caption, IReadOnlyList<TrackAnswer> tracks)
    {
        console.WritePlain(caption);
        if (tracks.Count == 0)
        {
            console.WritePlain("No tracks.");
            return;
        }

        var hasReasons = tracks.Any(track => track.Reason is not null);
        var hasScores = tracks.Any(track => track.Score is not null);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("#", "Title", "Artist");
        if (hasReasons || hasScores) table.AddColumn(hasReasons ? "Why" : "Likeness");
        table.Columns[0].RightAligned();
        for (var i = 0; i < tracks.Count; i++)
        {
            var track = tracks[i];
            var last = hasReasons ? Why(track.Reason) : track.Score?.ToString("0.000", CultureInfo.InvariantCulture);
            string?[] cells = [$"{i + 1}", track.Title ?? track.Track, track.Artist, last];
            table.AddRow(cells.Take(table.Columns.Count).Select(PlainText.Of));
        }

        console.Write(table);
    }

    private static string Why(ReasonAnswer? reason)
    {
        if (!string.IsNullOrEmpty(reason?.Text)) return reason.Text;
        return reason?.Because is { Count: > 0 } tracks
            ? $"Because of {string.Join(", ", tracks.Take(3).Select(track => track.Title ?? track.Track))}"
            : "";
    }
}
