namespace Mixtape.Learning.Scaling;

/// <summary>Numbers in named columns, row after row; NaN is a number that is missing. Immutable, and safe for concurrent use.</summary>
public sealed class FeatureTable
{
    private readonly float[] _values;

    /// <summary>A table over an array, which is not to be changed afterwards.</summary>
    /// <param name="columns">The columns' names, all different.</param>
    /// <param name="values">[rows x columns], row-major.</param>
    /// <param name="rowNames">The rows' names, or null.</param>
    /// <exception cref="InvalidTableException">Names are empty or alike, or do not fit the values.</exception>
    public FeatureTable(IReadOnlyList<string> columns, float[] values, IReadOnlyList<string>? rowNames = null)
    {
        if (columns.Count == 0) throw new InvalidTableException("The table has no columns: give at least one.");
        if (columns.Any(string.IsNullOrWhiteSpace)) throw new InvalidTableException("A column has no name: name every column.");
        if (columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidTableException($"Two columns are named '{twice.Key}': name each differently.");
        if (values.Length % columns.Count != 0)
            throw new InvalidTableException($"{values.Length} numbers do not fill rows of {columns.Count} columns.");
        (Columns, Rows, RowNames, _values) = ([.. columns], values.Length / columns.Count, rowNames, values);
        if (rowNames is not null && rowNames.Count != Rows)
            throw new InvalidTableException($"There are {rowNames.Count} names for {Rows} rows: give each row one, or none any.");
    }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>The rows' names; null where they have none.</summary>
    public IReadOnlyList<string>? RowNames { get; }

    /// <summary>Columns of the file that are not here.</summary>
    public IReadOnlyList<SkippedColumn> Skipped { get; init; } = [];

    /// <summary>All numbers [rows x columns], row-major.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>The numbers of a row.</summary>
    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * Columns.Count, Columns.Count);

    /// <summary>A table of some of the rows, in the order given.</summary>
    public FeatureTable Select(ReadOnlySpan<int> rows)
    {
        var values = new float[rows.Length * Columns.Count];
        var names = RowNames is null ? null : new string[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            this[rows[i]].CopyTo(values.AsSpan(i * Columns.Count));
            if (names is not null) names[i] = RowNames![rows[i]];
        }

        return new FeatureTable(Columns, values, names);
    }

    /// <summary>Throws at the first number that no measurement gives.</summary>
    /// <exception cref="InvalidTableException">
    /// One is infinite, or greater in size than <see cref="ColumnScaling.MaximumMagnitude"/>.
    /// </exception>
    public void RequireSensible()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (!(Math.Abs(_values[i]) > ColumnScaling.MaximumMagnitude)) continue;
            var (row, column) = (i / Columns.Count, Columns[i % Columns.Count]);
            var name = RowNames is null ? "" : $" ('{RowNames[row]}')";
            throw new InvalidTableException(
                $"Row {row + 1}{name} has {_values[i]:g4} in column '{column}', which no measurement gives: correct it, or leave it out "
                + "as missing.");
        }
    }
}
