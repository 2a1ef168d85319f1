namespace Mixtape.Numerics;

/// <summary>
/// A dense matrix [rows x width] of floats, row-major, each row padded with zeros to a multiple of sixteen entries so
/// that kernels need no tail. Safe for concurrent reads; rows may be written concurrently when no two threads share a
/// row.
/// </summary>
public sealed class FactorMatrix
{
    private readonly float[] _data;

    /// <summary>A matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Negative rows, no width, or more entries with the padding than an array holds.
    /// </exception>
    public FactorMatrix(int rows, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var entries = rows * ((width + 15L) & ~15L);
        if (entries > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(rows), rows, $"{rows} rows of {width} entries are more than one array holds: split them into blocks.");
        }

        Rows = rows;
        Width = width;
        Stride = PaddedWidth(width);
        _data = new float[entries];
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Entries of a row that carry meaning.</summary>
    public int Width { get; }

    /// <summary>Entries from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>All rows with their padding.</summary>
    public Span<float> Data => _data;

    /// <summary>One row without its padding.</summary>
    public Span<float> this[int row] => _data.AsSpan(row * Stride, Width);

    /// <summary>The smallest multiple of sixteen that is at least <paramref name="width"/>.</summary>
    public static int PaddedWidth(int width) => (width + 15) & ~15;
}
