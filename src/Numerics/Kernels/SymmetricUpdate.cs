using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>Weighted sums of outer products: what a Gramian and a normal matrix are made of.</summary>
public static class SymmetricUpdate
{
    /// <summary>
    /// A += sum over k of weights[k] y_k y_k^T with y_k = row indices[k] of <paramref name="rows"/>. A is [width x
    /// stride], row-major; only its lower triangle (column &lt;= row) is meaningful, what stands right of the diagonal
    /// is scratch. Four rows are taken at a time, in the order given, so that A goes through the registers once for
    /// four products.
    /// </summary>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    /// <exception cref="IndexOutOfRangeException">An index is not a row.</exception>
    public static void Add(
        Span<float> a, FactorMatrix rows, ReadOnlySpan<int> indices, ReadOnlySpan<float> weights)
    {
        if (indices.Length != weights.Length)
            throw new ArgumentException($"There are {indices.Length} indices but {weights.Length} weights.");
        if (a.Length < rows.Width * rows.Stride)
            throw new ArgumentException($"The matrix has {a.Length} entries, {rows.Width * rows.Stride} are needed.");
        foreach (var index in indices)
            if ((uint)index >= (uint)rows.Rows) throw new IndexOutOfRangeException($"Row {index} of {rows.Rows}.");

        ref var target = ref MemoryMarshal.GetReference(a);
        ref var data = ref MemoryMarshal.GetReference(rows.Data);
        var k = 0;
        for (; k + 4 <= indices.Length; k += 4)
        {
            AddFour(
                ref target,
                ref Unsafe.Add(ref data, indices[k] * rows.Stride), weights[k],
                ref Unsafe.Add(ref data, indices[k + 1] * rows.Stride), weights[k + 1],
                ref Unsafe.Add(ref data, indices[k + 2] * rows.Stride), weights[k + 2],
                ref Unsafe.Add(ref data, indices[k + 3] * rows.Stride), weights[k + 3],
                rows.Width, rows.Stride);
        }

        for (; k < indices.Length; k++)
            AddOne(ref target, ref Unsafe.Add(ref data, indices[k] * rows.Stride), weights[k], rows.Width, rows.Stride);
    }

    private static void AddFour(
        ref float a, ref float y0, float w0, ref float y1, float w1, ref float y2, float w2, ref float y3, float w3,
        int width, int stride)
    {
        for (var i = 0; i < width; i++)
        {
            ref var row = ref Unsafe.Add(ref a, i * stride);
            var f0 = Vector512.Create(w0 * Unsafe.Add(ref y0, i));
            var f1 = Vector512.Create(w1 * Unsafe.Add(ref y1, i));
            var f2 = Vector512.Create(w2 * Unsafe.Add(ref y2, i));
            var f3 = Vector512.Create(w3 * Unsafe.Add(ref y3, i));
            for (nuint j = 0; j <= (nuint)i; j += Lanes.Count)
            {
                var sum = Vector512.LoadUnsafe(ref row, j);
                sum = Vector512.FusedMultiplyAdd(f0, Vector512.LoadUnsafe(ref y0, j), sum);
                sum = Vector512.FusedMultiplyAdd(f1, Vector512.LoadUnsafe(ref y1, j), sum);
                sum = Vector512.FusedMultiplyAdd(f2, Vector512.LoadUnsafe(ref y2, j), sum);
                sum = Vector512.FusedMultiplyAdd(f3, Vector512.LoadUnsafe(ref y3, j), sum);
                sum.StoreUnsafe(ref row, j);
            }
        }
    }

    private static void AddOne(ref float a, ref float y, float weight, int width, int stride)
    {
        for (var i = 0; i < width; i++)
        {
            ref var row = ref Unsafe.Add(ref a, i * stride);
            var factor = Vector512.Create(weight * Unsafe.Add(ref y, i));
            for (nuint j = 0; j <= (nuint)i; j += Lanes.Count)
            {
                Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref y, j), Vector512.LoadUnsafe(ref row, j))
                    .StoreUnsafe(ref row, j);
            }
        }
    }
}
