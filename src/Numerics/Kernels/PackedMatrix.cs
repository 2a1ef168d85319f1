using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// A matrix B [k x n] that few rows at a time are multiplied by, over and over, as the weights of a recurrent net are: it is packed once,
/// and again when it changes. The sums are those of <see cref="Gemm"/>, bit for bit. Safe for concurrent multiplications, not while it
/// is packed.
/// </summary>
public sealed class PackedMatrix
{
    // Rows packed at a time: they stay, with a panel of B, near the first-level cache.
    private const int RowsAtOnce = 48;

    private readonly MatrixLayout _transposed;
    private readonly AlignedFloats _packed;

    /// <summary>Room for a matrix of that layout; it holds anything until <see cref="Pack"/>.</summary>
    public PackedMatrix(MatrixLayout layout)
    {
        _transposed = layout.Transpose();
        var panels = (layout.Columns + PackedTile.Columns - 1) / PackedTile.Columns;
        _packed = new((long)panels * PackedTile.Columns * layout.Rows);
    }

    /// <summary>Rows of B: entries of a row of A.</summary>
    public int Rows => _transposed.Columns;

    /// <summary>Columns of B: entries of a row of C.</summary>
    public int Columns => _transposed.Rows;

    /// <summary>Takes the matrix's present values.</summary>
    /// <exception cref="ArgumentException">The span is too short for the layout.</exception>
    public void Pack(ReadOnlySpan<float> b)
    {
        if (b.Length < _transposed.Length) throw new ArgumentException($"The layout takes {_transposed.Length} numbers, not {b.Length}.");
        if (_transposed.Length == 0) return;
        ref var source = ref MemoryMarshal.GetReference(b);
        for (var j = 0; j < Columns; j += PackedTile.Columns)
        {
            var width = Math.Min(PackedTile.Columns, Columns - j);
            StripPacking.Pack(_transposed, ref source, j, width, 0, Rows, ref _packed[(nint)j * Rows], PackedTile.Columns);
        }
    }

    /// <summary>
    /// C = A B or, where <paramref name="accumulate"/>, C += A B, on this thread. A is [rows x k] and C [rows x n], row-major with these
    /// strides; C may not share memory with A.
    /// </summary>
    /// <exception cref="ArgumentException">A span or a stride is too short.</exception>
    public void Multiply(ReadOnlySpan<float> a, int aStride, Span<float> c, int cStride, int rows, bool accumulate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (rows == 0 || Columns == 0 || (Rows == 0 && accumulate)) return;
        if (aStride < Rows || cStride < Columns)
            throw new ArgumentException($"Strides {aStride} and {cStride} are too short for {Rows} and {Columns}.");
        if (a.Length < (rows - 1L) * aStride + Rows || c.Length < (rows - 1L) * cStride + Columns)
            throw new ArgumentException($"{rows} rows, {aStride} and {cStride} apart, do not fit spans of {a.Length} and {c.Length}.");
        for (var row = 0; row < rows; row += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows - row);
            MultiplyRows(a[(row * aStride)..], aStride, c[(row * cStride)..], cStride, count, accumulate);
        }
    }

    [SkipLocalsInit]
    private unsafe void MultiplyRows(ReadOnlySpan<float> a, int aStride, Span<float> c, int cStride, int rows, bool accumulate)
    {
        const int CacheLine = 64;
        Span<int> cRows = stackalloc int[rows], columns = stackalloc int[PackedTile.Columns];
        for (var i = 0; i < rows; i++) cRows[i] = i * cStride;
        var strips = new RowStrips(rows);
        var room = stackalloc float[Gemm.Depth * RowsAtOnce + CacheLine / sizeof(float)];
        ref var packed = ref *(float*)(((nint)room + CacheLine - 1) & -CacheLine);
        ref var target = ref MemoryMarshal.GetReference(c);
        var k = 0;
        do
        {
            var depth = Math.Min(Gemm.Depth, Rows - k);
            PackRows(a[k..], aStride, rows, strips, depth, ref packed);
            for (var j = 0; j < Columns; j += PackedTile.Columns)
            {
                var width = Math.Min(PackedTile.Columns, Columns - j);
                for (var i = 0; i < width; i++) columns[i] = j + i;
                ref var panel = ref _packed[(nint)j * Rows + (nint)k * PackedTile.Columns];
                PanelProduct.Multiply(
                    ref target, cRows, columns[..width], strips, 0, strips.Count, ref packed, ref panel, depth, accumulate || k > 0);
            }

            k += Gemm.Depth;
        }
        while (k < Rows);
    }

    private static void PackRows(ReadOnlySpan<float> a, int aStride, int rows, RowStrips strips, int depth, ref float packed)
    {
        Span<int> offsets = stackalloc int[rows];
        for (var i = 0; i < rows; i++) offsets[i] = i * aStride;
        for (var strip = 0; strip < strips.Count; strip++)
        {
            var (start, height) = (strips.Start(strip), strips.Height(strip));
            ref var target = ref Unsafe.Add(ref packed, start * depth);
            var present = offsets.Slice(start, Math.Min(height, rows - start));
            StripPacking.Turn(ref MemoryMarshal.GetReference(a), present, depth, ref target, height);
        }
    }
}
