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
    /// <exception cref="ArgumentOutOfRangeException">A negative size, or more than 2^31 entries.</exception>
    public FactorMatrix(int rows, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Rows = rows;
        Width = width;
        Stride = PaddedWidth(width);
        _data = new float[checked(rows * Stride)];
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
