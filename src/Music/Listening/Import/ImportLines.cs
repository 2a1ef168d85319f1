using System.Text;

namespace Mixtape.Music.Listening.Import;

/// <summary>Reads UTF-8 lines (LF or CRLF) one at a time, in memory bounded whatever the file holds.</summary>
internal static class ImportLines
{
    /// <summary>The longest line taken, in characters; no row of any known form comes near.</summary>
    public const int MaximumLength = 32 * 1024;

    /// <summary>
    /// The lines with their numbers from 1; null stands for one that is too long. Blank lines are passed over.
    /// </summary>
    public static IEnumerable<(long Number, string? Text)> Read(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024);
        var buffer = new char[64 * 1024];
        var line = new StringBuilder();
        var number = 1L;
        int count;
        while ((count = reader.Read(buffer)) > 0)
        {
            for (var start = 0; start < count;)
            {
                var end = Array.IndexOf(buffer, '\n', start, count - start);
                var stop = end < 0 ? count : end;
                // Kept one past the limit, which is what marks the line as too long.
                line.Append(buffer, start, Math.Min(stop - start, MaximumLength + 1 - line.Length));
                start = stop + 1;
                if (end < 0) continue;
                if (Finish(line) is var (text, isBlank) && !isBlank) yield return (number, text);
                number++;
            }
        }

        if (Finish(line) is var (last, nothing) && !nothing) yield return (number, last);
    }

    private static (string? Text, bool IsBlank) Finish(StringBuilder line)
    {
        var text = line.Length > MaximumLength ? null : line.ToString().TrimEnd('\r');
        line.Clear();
        return (text, text is not null && string.IsNullOrWhiteSpace(text));
    }
}
