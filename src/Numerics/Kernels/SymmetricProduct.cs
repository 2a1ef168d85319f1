using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mixtape.Numerics.Kernels;

/// <summary>A sum of outer products (BLAS syrk): what Gramians, normal matrices and Cholesky factorizations are made of.</summary>
public static class SymmetricProduct
{
    /// <summary>
    /// C += scale B^T B. B is [rows x width] row-major; C is [width x width] row-major, of which only the upper triangle
    /// (column &gt;= row) is meaningful. Both have room for the width rounded up to sixteen in each row, and C for the width rounded up
    /// to eight rows; what stands there in B should be finite, in C it is scratch.
    /// </summary>
    /// <exception cref="ArgumentException">A span is too short, or a stride is.</exception>
    public static void Add(Span<float> c, int cStride, ReadOnlySpan<float> b, int bStride, int rows, int width, float scale = 1)
    {
        if (rows == 0 || width == 0) return;
        var padded = FactorMatrix.PaddedWidth(width);
        var tileRows = (width + RegisterTile.Rows - 1) & -RegisterTile.Rows;
        if (cStride < padded || bStride < padded) throw new ArgumentException($"A stride is below {padded}.");
        if (c.Length < (tileRows - 1L) * cStride + padded || b.Length < (rows - 1L) * bStride + padded)
            throw new ArgumentException($"The product of {rows} rows of {width} does not fit the spans.");

        ref var target = ref MemoryMarshal.GetReference(c);
        ref var source = ref MemoryMarshal.GetReference(b);
        for (var i = 0; i < tileRows; i += RegisterTile.Rows)
        {
            ref var left = ref Unsafe.Add(ref source, i);
            var j = i & ~(Lanes.Count - 1);
            for (; j + 2 * Lanes.Count <= padded; j += 2 * Lanes.Count)
            {
                RegisterTile.AddWide(
                    ref Unsafe.Add(ref target, i * cStride + j), (nuint)cStride, ref left, 1, (nuint)bStride,
                    ref Unsafe.Add(ref source, j), (nuint)bStride, rows, scale);
            }

            if (j < padded)
            {
                RegisterTile.Add(
                    ref Unsafe.Add(ref target, i * cStride + j), (nuint)cStride, ref left, 1, (nuint)bStride,
                    ref Unsafe.Add(ref source, j), (nuint)bStride, rows, scale);
            }
        }
    }
}
