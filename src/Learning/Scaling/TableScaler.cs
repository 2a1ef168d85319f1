using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mixtape.Learning.Scaling;

/// <summary>
/// The fitted scaling of a table's columns. It travels with a model: as JSON, and as nodes of the exported model itself (see
/// <see cref="Neural.Layers.ScaleColumns"/>). Immutable, and safe for concurrent use.
/// </summary>
public sealed class TableScaler
{
    /// <summary>The largest JSON that is read: some ten thousand columns.</summary>
    public const int MaximumBytes = 2 << 20;

    private const int Format = 1;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 4,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter<ScalingKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>A scaling that was fitted before.</summary>
    /// <exception cref="InvalidTableException">A column's numbers make no sense, or there is none.</exception>
    public TableScaler(IReadOnlyList<ColumnScaling> columns)
    {
        Columns = [.. columns];
        if (Columns.Count == 0) throw new InvalidTableException("The scaling has no columns: fit it anew.");
        foreach (var column in Columns) column.Validate();
        if (Columns.DistinctBy(column => column.Name).Count() < Columns.Count)
            throw new InvalidTableException("The scaling has two columns of one name: fit it anew.");
    }

    /// <summary>The columns, in the table's order.</summary>
    public IReadOnlyList<ColumnScaling> Columns { get; }

    /// <summary>Measures a table, in double precision; the order of rows is all that a last bit depends on.</summary>
    /// <param name="table">What to measure; best only rows that the model learns from.</param>
    /// <param name="kind">How to scale.</param>
    /// <param name="byColumn">How to scale columns that differ, by name.</param>
    /// <exception cref="InvalidTableException">
    /// A column is empty or unknown, or a number is not finite, absurd, or below 0 under a logarithm.
    /// </exception>
    public static TableScaler Fit(
        FeatureTable table, ScalingKind kind = ScalingKind.Automatic, IReadOnlyDictionary<string, ScalingKind>? byColumn = null)
    {
        if (byColumn?.Keys.FirstOrDefault(name => !table.Columns.Contains(name)) is { } unknown)
            throw new InvalidTableException($"There is no column '{unknown}' to scale: the table has {string.Join(", ", table.Columns)}.");
        table.RequireSensible();
        var width = table.Columns.Count;
        var values = table.Values.Span;
        var numbers = new double[table.Rows];
        var columns = new ColumnScaling[width];
        for (var column = 0; column < width; column++)
        {
            var count = 0;
            for (var i = column; i < values.Length; i += width)
            {
                if (!float.IsNaN(values[i])) numbers[count++] = values[i];
            }

            var name = table.Columns[column];
            columns[column] = ColumnScaling.Fit(name, byColumn?.GetValueOrDefault(name, kind) ?? kind, numbers.AsSpan(0, count));
        }

        return new TableScaler(columns);
    }

    /// <summary>The table, scaled, without a missing number.</summary>
    /// <exception cref="InvalidTableException">The columns are others, or a number is infinite or absurd.</exception>
    public FeatureTable Transform(FeatureTable table)
    {
        table.RequireSensible();
        return Map(table, static (column, x) => (float)column.Scale(x));
    }

    /// <summary>The table whose scaled numbers are given.</summary>
    /// <exception cref="InvalidTableException">The columns are others.</exception>
    public FeatureTable Inverse(FeatureTable scaled) => Map(scaled, static (column, z) => (float)column.Restore(z));

    /// <summary>The scaling as UTF-8 JSON; the same scaling gives the same bytes.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new Document(Format, Columns), _json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidTableException">It is damaged, too large, or of a later format.</exception>
    public static TableScaler Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaximumBytes)
            throw new InvalidTableException(
                $"The scaling has {json.Length} bytes, and {MaximumBytes} are the most: fit it to fewer columns.");
        try
        {
            var document = JsonSerializer.Deserialize<Document>(json, _json)
                ?? throw new InvalidTableException("The scaling is null: fit it anew.");
            if (document.Format != Format)
                throw new InvalidTableException(
                    $"The scaling is of format {document.Format}, and {Format} is known: update Mixtape, or fit it anew.");
            if (document.Columns.Contains(null!)) throw new InvalidTableException("The scaling has a column that is null: fit it anew.");
            return new TableScaler(document.Columns);
        }
        catch (JsonException exception)
        {
            throw new InvalidTableException($"The scaling is damaged, or of a later version: {exception.Message} Fit it anew.", exception);
        }
    }

    private FeatureTable Map(FeatureTable table, Func<ColumnScaling, float, float> map)
    {
        if (!table.Columns.SequenceEqual(Columns.Select(column => column.Name)))
            throw new InvalidTableException(
                $"The table has the columns {string.Join(", ", table.Columns)}, but the scaling "
                + $"{string.Join(", ", Columns.Select(column => column.Name))}: "
                + "give these, in this order.");
        var values = table.Values.ToArray();
        for (var i = 0; i < values.Length; i++) values[i] = map(Columns[i % Columns.Count], values[i]);
        return new FeatureTable(table.Columns, values, table.RowNames);
    }

    private sealed record Document(int Format, IReadOnlyList<ColumnScaling> Columns);
}
