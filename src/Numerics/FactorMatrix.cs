using System.Buffers;

namespace Mixtape.Numerics;

/// <summary>
/// A dense matrix [rows x width] of floats, row-major, each row padded with zeros to a multiple of sixteen entries so
/// that kernels need no tail. Safe for concurrent reads; rows may be written concurrently when no two threads share a
/// row.
/// </summary>
public sealed class FactorMatrix
{
    private readonly float[] _data;
    private readonly bool _rented;

    /// <summary>A matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Negative rows, no width, or more entries with the padding than an array holds.
    /// </exception>
    public FactorMatrix(int rows, int width)
        : this(rows, width, rented: false)
    {
    }

    private FactorMatrix(int rows, int width, bool rented)
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
        _rented = rented;
        _data = rented ? ArrayPool<float>.Shared.Rent((int)entries) : new float[entries];
        if (rented) Data.Clear();
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Entries of a row that carry meaning.</summary>
    public int Width { get; }

    /// <summary>Entries from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>All rows with their padding.</summary>
    public Span<float> Data => _data.AsSpan(0, Rows * Stride);

    /// <summary>One row without its padding.</summary>
    public Span<float> this[int row] => _data.AsSpan(row * Stride, Width);

    /// <summary>
    /// A matrix of zeros in memory that goes round: who rents it gives it back by <see cref="Return"/>, and does not use it after.
    /// </summary>
    public static FactorMatrix Rent(int rows, int width) => new(rows, width, rented: true);

    /// <summary>Gives rented memory back.</summary>
    public void Return()
    {
        if (_rented) ArrayPool<float>.Shared.Return(_data);
    }

    /// <summary>The smallest multiple of sixteen that is at least <paramref name="width"/>.</summary>
    public static int PaddedWidth(int width) => (width + 15) & ~15;
}
