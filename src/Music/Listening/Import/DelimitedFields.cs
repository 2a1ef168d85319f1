using System.Text;

namespace Mixtape.Music.Listening.Import;

/// <summary>How the fields of a line are told apart.</summary>
internal enum FieldSeparator
{
    Tab,
    Comma,
    Semicolon,
    Whitespace,
}

/// <summary>Splits lines into fields.</summary>
internal static class DelimitedFields
{
    /// <summary>
    /// What a table's first line is separated by: a tab where it holds one, else a comma, a semicolon, or white space.
    /// </summary>
    public static FieldSeparator Detect(string line) =>
        line.Contains('\t') ? FieldSeparator.Tab
        : line.Contains(',') ? FieldSeparator.Comma
        : line.Contains(';') ? FieldSeparator.Semicolon
        : FieldSeparator.Whitespace;

    /// <summary>
    /// The fields, without the spaces around them. Between commas or semicolons a field may be quoted as in RFC 4180
    /// (but not reach over the end of its line); null where a quote is not closed.
    /// </summary>
    public static List<string>? Split(string line, FieldSeparator separator) => separator switch
    {
        FieldSeparator.Tab => [.. line.Split('\t', StringSplitOptions.TrimEntries)],
        FieldSeparator.Whitespace => [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)],
        FieldSeparator.Comma => SplitQuoted(line, ','),
        _ => SplitQuoted(line, ';'),
    };

    private static List<string>? SplitQuoted(string line, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (isQuoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (c == '"' && (isQuoted || string.IsNullOrWhiteSpace(field.ToString()))) isQuoted = !isQuoted;
            else if (c == separator && !isQuoted) Finish();
            else field.Append(c);
        }

        Finish();
        return isQuoted ? null : fields;

        void Finish()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
