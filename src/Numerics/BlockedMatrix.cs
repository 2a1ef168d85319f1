namespace Mixtape.Numerics;

/// <summary>
/// A dense matrix [rows x width] of floats in blocks of 64 rows, each block transposed [width x 64], so that a kernel
/// takes one coordinate of many rows at once and needs no sums across lanes. The last block is filled up with rows of
/// zeros, and blocks begin on cache lines. Safe for concurrent reads; not while it is written.
/// </summary>
public sealed class BlockedMatrix
{
    /// <summary>Rows of a block: one bit of a 64-bit mask each, and registers enough for four vectors of sums.</summary>
    public const int BlockRows = 64;

    private readonly AlignedFloats _data;

    /// <summary>A matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Negative rows, no width, or more entries with the padding than an array holds.
    /// </exception>
    public BlockedMatrix(int rows, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Rows = rows;
        Width = width;
        Blocks = (int)((rows + (BlockRows - 1L)) / BlockRows);
        var entries = (long)Blocks * BlockRows * width;
        if (entries > AlignedFloats.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(rows), rows, $"{rows} rows of {width} entries are more than one array holds: split them.");
        }

        _data = new(entries);
    }

    /// <summary>Number of rows, without those that fill up the last block.</summary>
    public int Rows { get; }

    /// <summary>Entries of a row.</summary>
    public int Width { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks { get; }

    /// <summary>One block [width x 64], row-major: entry i of its row r is at i * 64 + r.</summary>
    public ReadOnlySpan<float> Block(int block) => _data.Span.Slice(block * BlockRows * Width, BlockRows * Width);

    /// <summary>Writes a row.</summary>
    /// <exception cref="ArgumentException">It has another width.</exception>
    public void Set(int row, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        if (values.Length != Width) throw new ArgumentException($"The row has {values.Length} entries, not {Width}.", nameof(values));
        var data = _data.Span;
        for (int i = 0, at = At(row); i < Width; i++, at += BlockRows) data[at] = values[i];
    }

    /// <summary>Copies a row to a span of its width.</summary>
    public void CopyRow(int row, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        if (target.Length != Width) throw new ArgumentException($"There is room for {target.Length} entries, not {Width}.", nameof(target));
        var data = _data.Span;
        for (int i = 0, at = At(row); i < Width; i++, at += BlockRows) target[i] = data[at];
    }

    private int At(int row) => row / BlockRows * BlockRows * Width + row % BlockRows;
}
