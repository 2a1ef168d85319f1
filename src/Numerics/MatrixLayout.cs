namespace Mixtape.Numerics;

/// <summary>
/// Where the entries of a matrix stand in memory: entry (i, j) at RowOffsets[i] + ColumnOffsets[j]. So a transposed matrix is the same
/// memory under another layout, and so is the matrix that turns a convolution into a product: its rows are channels and kernel
/// positions, its columns samples and output positions, and many of its entries are the same number. Immutable.
/// </summary>
public sealed class MatrixLayout
{
    private readonly int[] _rowOffsets;
    private readonly int[] _columnOffsets;
    private readonly int[] _rowRunEnds;
    private readonly int[] _columnRunEnds;

    /// <summary>A layout from its two tables, which are copied.</summary>
    /// <exception cref="ArgumentException">An entry would stand before the first number, or further off than an index reaches.</exception>
    public MatrixLayout(ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> columnOffsets)
        : this(rowOffsets.ToArray(), columnOffsets.ToArray(), RunEnds(rowOffsets), RunEnds(columnOffsets), Room(rowOffsets, columnOffsets))
    {
    }

    private MatrixLayout(int[] rowOffsets, int[] columnOffsets, int[] rowRunEnds, int[] columnRunEnds, int length)
    {
        (_rowOffsets, _columnOffsets, _rowRunEnds, _columnRunEnds) = (rowOffsets, columnOffsets, rowRunEnds, columnRunEnds);
        Length = length;
    }

    /// <summary>Number of rows.</summary>
    public int Rows => _rowOffsets.Length;

    /// <summary>Number of columns.</summary>
    public int Columns => _columnOffsets.Length;

    /// <summary>What each row adds to the place of its entries.</summary>
    public ReadOnlySpan<int> RowOffsets => _rowOffsets;

    /// <summary>What each column adds to the place of its entries.</summary>
    public ReadOnlySpan<int> ColumnOffsets => _columnOffsets;

    /// <summary>The numbers that a span must hold for the layout to stay inside: one more than the largest offset, or 0.</summary>
    public int Length { get; }

    /// <summary>For each row, the first one after it that does not stand right behind the row before: an end of consecutive rows.</summary>
    internal ReadOnlySpan<int> RowRunEnds => _rowRunEnds;

    /// <summary>As <see cref="RowRunEnds"/>, for columns.</summary>
    internal ReadOnlySpan<int> ColumnRunEnds => _columnRunEnds;

    /// <summary>Row after row, without gaps.</summary>
    /// <exception cref="ArgumentException">More entries than an index reaches.</exception>
    public static MatrixLayout RowMajor(int rows, int columns) => RowMajor(rows, columns, columns);

    /// <summary>Row after row, each <paramref name="stride"/> entries behind the one before. Rows may overlap.</summary>
    /// <exception cref="ArgumentException">Less than nothing, or more entries than an index reaches.</exception>
    public static MatrixLayout RowMajor(int rows, int columns, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(stride);
        if (rows > 0 && (rows - 1L) * stride + columns > int.MaxValue)
            throw new ArgumentException($"{rows} rows of {columns} entries, {stride} apart, are more than an index reaches: split them.");
        var (rowOffsets, columnOffsets) = (new int[rows], new int[columns]);
        for (var i = 0; i < rows; i++) rowOffsets[i] = i * stride;
        for (var j = 0; j < columns; j++) columnOffsets[j] = j;
        return new(rowOffsets, columnOffsets);
    }

    /// <summary>The layout under which the same memory is the transposed matrix.</summary>
    public MatrixLayout Transpose() => new(_columnOffsets, _rowOffsets, _columnRunEnds, _rowRunEnds, Length);

    private static int[] RunEnds(ReadOnlySpan<int> offsets)
    {
        var ends = new int[offsets.Length];
        for (var i = offsets.Length - 1; i >= 0; i--)
            ends[i] = i + 1 < offsets.Length && offsets[i + 1] == offsets[i] + 1L ? ends[i + 1] : i + 1;
        return ends;
    }

    private static int Room(ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> columnOffsets)
    {
        if (rowOffsets.IsEmpty || columnOffsets.IsEmpty) return 0;
        var ((firstRow, lastRow), (firstColumn, lastColumn)) = (Range(rowOffsets), Range(columnOffsets));
        var (first, last) = ((long)firstRow + firstColumn, (long)lastRow + lastColumn);
        if (first < 0 || last >= int.MaxValue)
            throw new ArgumentException($"Entries would stand from {first} to {last}: begin at 0, and split what is too large for an index.");
        return (int)last + 1;
    }

    private static (int First, int Last) Range(ReadOnlySpan<int> offsets)
    {
        var (first, last) = (offsets[0], offsets[0]);
        foreach (var offset in offsets) (first, last) = (Math.Min(first, offset), Math.Max(last, offset));
        return (first, last);
    }
}
