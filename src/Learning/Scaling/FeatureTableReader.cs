using System.Globalization;
using System.Text;

namespace Mixtape.Learning.Scaling;

/// <summary>
/// Reads tables of comma- or tab-separated values with the columns' names in the first line, as UTF-8. Empty fields, NA, NaN and null are
/// missing numbers.
/// </summary>
public static class FeatureTableReader
{
    /// <summary>Reads a table.</summary>
    /// <param name="stream">The file; it stays open.</param>
    /// <param name="options">What to read of it; all numeric columns when null.</param>
    /// <exception cref="InvalidTableException">
    /// It is not such a file, is too large, or lacks a column; the message names line and column.
    /// </exception>
    public static FeatureTable Read(Stream stream, FeatureTableOptions? options = null)
    {
        options ??= new FeatureTableOptions();
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), leaveOpen: true);
        try
        {
            return Read(new DelimitedText(reader, options.Separator, options), options);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidTableException("The table is not UTF-8 text: save it as such.", exception);
        }
    }

    private static FeatureTable Read(DelimitedText text, FeatureTableOptions options)
    {
        List<string> header = [];
        if (!text.Read(header)) throw new InvalidTableException("The table is empty: its first line must name the columns.");
        if (header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidTableException($"Line 1 names two columns '{twice.Key}': name each differently.");
        var names = options.RowNames is { } wanted ? Find(header, wanted) : -1;
        var columns = Columns(header, options, names);
        List<string> rowNames = [];
        List<string> fields = [];
        var rows = 0;
        while (text.Read(fields))
        {
            if (fields.Count != header.Count)
                throw new InvalidTableException(
                    $"Line {text.Line} has {fields.Count} fields, but line 1 names {header.Count} columns: look for a missing or stray "
                    + "separator.");
            var isTooLong = ++rows > options.MaximumRows;
            if (isTooLong || (long)rows * columns.Count > options.MaximumNumbers)
                throw new InvalidTableException(
                    $"Line {text.Line}: the table has more than {rows - 1:n0} rows of {columns.Count} columns: sample it, or raise "
                    + $"{nameof(FeatureTableOptions)}.{(isTooLong ? nameof(options.MaximumRows) : nameof(options.MaximumNumbers))}.");
            foreach (var column in columns) column.Add(fields[column.Field], text.Line);
            if (names >= 0) rowNames.Add(fields[names]);
        }

        if (rows == 0) throw new InvalidTableException("The table has no rows below the names of its columns.");
        var kept = columns.Where(column => column.SkipReason is null).ToArray();
        var skipped = columns
            .Where(column => column.SkipReason is not null)
            .Select(column => new SkippedColumn(column.Name, column.SkipReason!))
            .ToArray();
        if (kept.Length == 0)
            throw new InvalidTableException(
                $"The table has no column of numbers: '{skipped[0].Name}' is left out because {skipped[0].Reason}.");
        var values = new float[(long)rows * kept.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            for (var row = 0; row < rows; row++) values[row * kept.Length + i] = kept[i].Numbers[row];
        }

        return new FeatureTable([.. kept.Select(column => column.Name)], values, names >= 0 ? rowNames : null) { Skipped = skipped };
    }

    private static List<Column> Columns(List<string> header, FeatureTableOptions options, int names)
    {
        if (options.Columns is { } wanted)
            return [.. wanted.Distinct().Select(name => new Column(name, Find(header, name), isWanted: true))];
        return [.. header.Select((name, field) => new Column(name, field, isWanted: false)).Where(column => column.Field != names)];
    }

    private static int Find(List<string> header, string name)
    {
        var field = header.IndexOf(name);
        if (field < 0) throw new InvalidTableException($"The table has no column '{name}': it has {string.Join(", ", header)}.");
        return field;
    }

    /// <summary>A column on its way: its numbers, until one turns out to be none.</summary>
    private sealed class Column(string name, int place, bool isWanted)
    {
        private bool _hasNumber;
        private string? _reason;

        public string Name => name;

        public int Field => place;

        public List<float> Numbers { get; private set; } = [];

        /// <summary>Why it is left out; null while it is not.</summary>
        public string? SkipReason => _reason ?? (_hasNumber || isWanted ? null : "it is empty");

        public void Add(string text, long line)
        {
            if (_reason is not null) return;
            var trimmed = text.AsSpan().Trim();
            if (IsMissing(trimmed))
            {
                Numbers.Add(float.NaN);
                return;
            }

            if (!float.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                var found = trimmed.Length <= 40 ? $"'{trimmed}'" : $"'{trimmed[..40]}...'";
                if (isWanted)
                    throw new InvalidTableException(
                        $"Line {line}, column '{name}': {found} is no number: correct it, or leave it empty if it is missing.");
                (_reason, Numbers) = ($"line {line} holds {found}", []);
                return;
            }

            if (Math.Abs(number) > ColumnScaling.MaximumMagnitude)
                throw new InvalidTableException(
                    $"Line {line}, column '{name}': {number:g4} is no measurement: correct it, leave it empty if it is missing, or leave "
                    + "out the column.");
            Numbers.Add(number);
            _hasNumber = true;
        }

        private static bool IsMissing(ReadOnlySpan<char> text) =>
            text.IsEmpty || text.Equals("NA", StringComparison.OrdinalIgnoreCase) || text.Equals("NaN", StringComparison.OrdinalIgnoreCase)
            || text.Equals("null", StringComparison.OrdinalIgnoreCase);
    }
}
