using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// C = A B or C += A B (BLAS gemm) for matrices of any shape and layout, by a team of threads. Made once for the layouts, it allocates its
/// room then, and nothing in <see cref="Multiply"/>. One multiplication at a time.
/// <para>
/// An entry of C is, for 256 of the inner index k at a time, a chain of fused multiply-adds from 0 in the order of k; what the chains
/// give is added in order, to what C held first where it is accumulated. So neither the threads nor the machine changes a bit of it.
/// </para>
/// </summary>
public sealed class Gemm
{
    /// <summary>How many k are summed before the sum is added to C: a panel of B that deep stays in the first-level cache.</summary>
    internal const int Depth = 256;

    // Below so many multiplications, meeting the others takes as long as they save.
    private const long WorthSharing = 1 << 18;

    // Into so many pieces goes what a thread would do: one that comes late leaves some of them to others.
    private const int PiecesPerThread = 4;

    private readonly MatrixLayout _a;
    private readonly MatrixLayout _bTransposed;
    private readonly MatrixLayout _c;
    private readonly bool _swapped;
    private readonly ThreadTeam _team;
    private readonly RowStrips _strips;
    private readonly AlignedFloats _packed;
    private readonly int _panels;
    private readonly int _packingParts;
    private readonly int _sharers;
    private readonly int _wholeParts;
    private readonly int _rowParts;
    private readonly Action<int> _pack;
    private readonly Action<int> _multiply;

    // The multiplication under way.
    private ReadOnlyMemory<float> _aData;
    private ReadOnlyMemory<float> _bData;
    private Memory<float> _cData;
    private bool _accumulate;

    /// <summary>Gets ready for products of matrices that stand so in memory.</summary>
    /// <param name="a">A, [m x k].</param>
    /// <param name="b">B, [k x n].</param>
    /// <param name="c">C, [m x n]; no two of its entries may stand at the same place.</param>
    /// <param name="team">Who shares the work.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Gemm(MatrixLayout a, MatrixLayout b, MatrixLayout c, ThreadTeam team)
    {
        if (a.Columns != b.Rows || a.Rows != c.Rows || b.Columns != c.Columns)
        {
            throw new ArgumentException(
                $"{a.Rows} x {a.Columns} times {b.Rows} x {b.Columns} is no {c.Rows} x {c.Columns}: is a layout to be transposed?");
        }

        // A tile has its columns side by side; where C has its rows so, the transposed product is the same sums.
        _swapped = Neighbours(c.RowRunEnds) > Neighbours(c.ColumnRunEnds);
        (_a, _bTransposed, _c) = _swapped ? (b.Transpose(), a, c.Transpose()) : (a, b.Transpose(), c);
        _team = team;
        _strips = new(_a.Rows);
        _packed = new((long)_strips.Rows * _a.Columns);
        _panels = (_c.Columns + PackedTile.Columns - 1) / PackedTile.Columns;
        (_pack, _multiply) = (PackRows, MultiplyPart);

        // Each thread takes as many whole panels as the others, in some parts; the panels left over are cut into rows.
        _sharers = (long)_c.Rows * _c.Columns * _a.Columns >= WorthSharing ? team.Threads : 1;
        var pieces = _sharers == 1 ? 1 : PiecesPerThread;
        _packingParts = Math.Min(_sharers * pieces, _strips.Count);
        _wholeParts = _sharers * Math.Min(pieces, _panels / _sharers);
        _rowParts = Math.Min(_sharers * 2, _strips.Count);
    }

    /// <summary>
    /// C = A B or, where <paramref name="accumulate"/>, C += A B. Whatever stands between C's entries stays as it is. C may not share
    /// memory with A or B.
    /// </summary>
    /// <exception cref="ArgumentException">A memory is too short for its layout.</exception>
    public void Multiply(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c, bool accumulate)
    {
        var (aLength, bLength) = _swapped ? (_bTransposed.Length, _a.Length) : (_a.Length, _bTransposed.Length);
        if (a.Length < aLength || b.Length < bLength || c.Length < _c.Length)
        {
            throw new ArgumentException(
                $"The layouts take {aLength}, {bLength} and {_c.Length} numbers, not {a.Length}, {b.Length} and {c.Length}.");
        }

        if (_swapped) (a, b) = (b, a);
        if (_c.Length == 0 || (_a.Columns == 0 && accumulate)) return;
        (_aData, _bData, _cData, _accumulate) = (a, b, c, accumulate);
        _team.Run(_packingParts, _pack);
        _team.Run(_wholeParts + _panels % _sharers * _rowParts, _multiply);
        (_aData, _bData, _cData) = (default, default, default);
    }

    /// <summary>How many entries have another one right behind them.</summary>
    private static int Neighbours(ReadOnlySpan<int> runEnds)
    {
        var neighbours = 0;
        for (var i = 0; i < runEnds.Length; i++)
            if (runEnds[i] > i + 1) neighbours++;
        return neighbours;
    }

    private static (int First, int Last) Share(int count, int part, int parts) =>
        ((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts));

    /// <summary>The strips and panels of a part. Those in a row of parts, as many as threads, are of the same size.</summary>
    private (int FirstStrip, int LastStrip, int FirstPanel, int LastPanel) Place(int part)
    {
        if (part < _wholeParts)
        {
            var (piece, thread) = Math.DivRem(part, _sharers);
            var each = _panels / _sharers;
            var (first, last) = Share(each, piece, _wholeParts / _sharers);
            return (0, _strips.Count, thread * each + first, thread * each + last);
        }

        var (panel, rows) = Math.DivRem(part - _wholeParts, _rowParts);
        panel += _panels - _panels % _sharers;
        var (firstStrip, lastStrip) = Share(_strips.Count, rows, _rowParts);
        return (firstStrip, lastStrip, panel, panel + 1);
    }

    /// <summary>Packs a part of A: for each 256 columns, strip by strip.</summary>
    private void PackRows(int part)
    {
        ref var source = ref MemoryMarshal.GetReference(_aData.Span);
        var (first, last) = Share(_strips.Count, part, _packingParts);
        for (var k = 0; k < _a.Columns; k += Depth)
        {
            var depth = Math.Min(Depth, _a.Columns - k);
            for (var strip = first; strip < last; strip++)
            {
                var (start, height) = (_strips.Start(strip), _strips.Height(strip));
                ref var target = ref _packed[(nint)_strips.Rows * k + (nint)start * depth];
                StripPacking.Pack(_a, ref source, start, Math.Min(height, _a.Rows - start), k, depth, ref target, height);
            }
        }
    }

    /// <summary>Computes a part of C, some strips by some panels.</summary>
    [SkipLocalsInit]
    private unsafe void MultiplyPart(int part)
    {
        const int CacheLine = 64;
        var (firstStrip, lastStrip, firstPanel, lastPanel) = Place(part);
        var room = stackalloc float[Depth * PackedTile.Columns + CacheLine / sizeof(float)];
        ref var panel = ref *(float*)(((nint)room + CacheLine - 1) & -CacheLine);
        ref var source = ref MemoryMarshal.GetReference(_bData.Span);
        ref var target = ref MemoryMarshal.GetReference(_cData.Span);
        var k = 0;
        do
        {
            var depth = Math.Min(Depth, _a.Columns - k);
            for (var column = firstPanel * PackedTile.Columns; column < lastPanel * PackedTile.Columns; column += PackedTile.Columns)
            {
                var columns = _c.ColumnOffsets[column..Math.Min(column + PackedTile.Columns, _c.Columns)];
                StripPacking.Pack(_bTransposed, ref source, column, columns.Length, k, depth, ref panel, PackedTile.Columns);
                PanelProduct.Multiply(
                    ref target, _c.RowOffsets, columns, _strips, firstStrip, lastStrip,
                    ref _packed[(nint)_strips.Rows * k], ref panel, depth, _accumulate || k > 0);
            }

            k += Depth;
        }
        while (k < _a.Columns);
    }
}
