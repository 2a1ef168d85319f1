using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>The product of two dense matrices (BLAS gemm).</summary>
public static class MatrixProduct
{
    // A panel of B, InnerBlock x 32, stays in the first-level cache while all rows of A pass by.
    private const int PanelColumns = 2 * Lanes.Count;
    private const int InnerBlock = 256;

    // From so many rows of A on, copying a panel of B together costs less than reading it apart.
    private const int RowsWorthPacking = 64;

    /// <summary>
    /// C += scale A B, row-major: A is [rows x inner], B [inner x columns], C [rows x columns]. The rows of B and C have room for the
    /// columns rounded up to sixteen; what stands there in B should be finite, in C it is scratch. Sums run over 256 of the inner index
    /// at a time, in rising order. C may not overlap A or B.
    /// </summary>
    /// <exception cref="ArgumentException">A span is too short, or a stride is.</exception>
    public static void Add(
        Span<float> c, int cStride, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride,
        int rows, int inner, int columns, float scale = 1)
    {
        if (rows == 0 || inner == 0 || columns == 0) return;
        var padded = FactorMatrix.PaddedWidth(columns);
        if (aStride < inner || bStride < padded || cStride < padded)
            throw new ArgumentException($"Strides {aStride}, {bStride} and {cStride} are too short for {inner} and {padded} columns.");
        if (a.Length < (rows - 1L) * aStride + inner || b.Length < (inner - 1L) * bStride + padded || c.Length < (rows - 1L) * cStride + padded)
            throw new ArgumentException($"A product of {rows} x {inner} and {inner} x {columns} does not fit the spans.");

        var panel = ArrayPool<float>.Shared.Rent(InnerBlock * PanelColumns);
        for (var k = 0; k < inner; k += InnerBlock)
        {
            var depth = Math.Min(InnerBlock, inner - k);
            for (var j = 0; j < padded; j += PanelColumns)
            {
                var width = Math.Min(PanelColumns, padded - j);
                var right = b[(k * bStride + j)..];
                var step = bStride;
                if (rows >= RowsWorthPacking)
                {
                    for (var row = 0; row < depth; row++) right.Slice(row * bStride, width).CopyTo(panel.AsSpan(row * PanelColumns));
                    right = panel;
                    step = PanelColumns;
                }

                AddPanel(c[j..], cStride, a[k..], aStride, right, step, rows, depth, width, scale);
            }
        }

        ArrayPool<float>.Shared.Return(panel);
    }

    private static void AddPanel(
        Span<float> c, int cStride, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride,
        int rows, int inner, int columns, float scale)
    {
        ref var target = ref MemoryMarshal.GetReference(c);
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        var row = 0;
        for (; row + RegisterTile.Rows <= rows; row += RegisterTile.Rows)
        {
            ref var tile = ref Unsafe.Add(ref target, (nint)row * cStride);
            ref var first = ref Unsafe.Add(ref left, (nint)row * aStride);
            if (columns == PanelColumns)
                RegisterTile.AddWide(ref tile, (nuint)cStride, ref first, (nuint)aStride, 1, ref right, (nuint)bStride, inner, scale);
            else
                RegisterTile.Add(ref tile, (nuint)cStride, ref first, (nuint)aStride, 1, ref right, (nuint)bStride, inner, scale);
        }

        for (; row < rows; row++)
        {
            ref var entries = ref Unsafe.Add(ref target, (nint)row * cStride);
            ref var first = ref Unsafe.Add(ref left, (nint)row * aStride);
            for (var j = 0; j < columns; j += Lanes.Count)
            {
                var sum = Vector512<float>.Zero;
                for (var k = 0; k < inner; k++)
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref first, k)), Vector512.LoadUnsafe(ref right, (nuint)(k * bStride + j)), sum);
                Vector512.FusedMultiplyAdd(Vector512.Create(scale), sum, Vector512.LoadUnsafe(ref entries, (nuint)j)).StoreUnsafe(ref entries, (nuint)j);
            }
        }
    }
}
