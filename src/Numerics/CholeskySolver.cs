using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics;

/// <summary>
/// Solves A x = b for a symmetric positive definite A by A = U^T U, the upper triangle in place. Matrices are [n x stride] row-major,
/// with the stride a multiple of sixteen and room for n rounded up to eight rows. What stands left of the diagonal, and
/// from n on, should be finite, and is overwritten.
/// </summary>
public static class CholeskySolver
{
    private const int PanelRows = RegisterTile.Rows;

    /// <summary>Entries that a matrix of n rows takes.</summary>
    public static int Room(int n) => ((n + PanelRows - 1) & -PanelRows) * FactorMatrix.PaddedWidth(n);

    /// <summary>
    /// Overwrites the upper triangle of A with U, but for the diagonal, which gets the reciprocals of U's: what solving needs.
    /// </summary>
    /// <returns>False where A is not positive definite (or holds NaN); A is then partly overwritten.</returns>
    /// <exception cref="ArgumentException">The matrix does not fit the span.</exception>
    public static bool TryFactor(Span<float> a, int n, int stride)
    {
        CheckRoom(a.Length, n, stride);
        if (n == 0) return true;
        Span<float> factors = stackalloc float[PanelRows * PanelRows];
        Span<float> scales = stackalloc float[PanelRows];
        Span<float> nextFactors = stackalloc float[PanelRows * PanelRows];
        Span<float> nextScales = stackalloc float[PanelRows];
        if (!TryEliminate(a, stride, 0, Math.Min(PanelRows, n), factors, scales)) return false;
        for (var k = 0; k + PanelRows < n; k += PanelRows)
        {
            var padded = FactorMatrix.PaddedWidth(n);
            for (var j = (k & -Lanes.Count) + Lanes.Count; j < padded; j += Lanes.Count)
                EliminateColumns(ref a[k * stride + j], (nuint)stride, factors, scales);

            // The next diagonal block is a long chain of steps that wait for each other. Begun before the bulk of this panel's
            // subtraction, it fills that one's gaps instead of standing alone.
            var next = k + PanelRows;
            SubtractPanel(a, stride, k, next, next + 1, padded);
            if (!TryEliminate(a, stride, next, Math.Min(PanelRows, n - next), nextFactors, nextScales)) return false;
            SubtractPanel(a, stride, k, next + PanelRows, n, padded);
            nextFactors.CopyTo(factors);
            nextScales.CopyTo(scales);
        }

        return true;
    }

    /// <summary>Overwrites b (length n) with x, given what <see cref="TryFactor"/> left in <paramref name="u"/>.</summary>
    /// <exception cref="ArgumentException">The matrix does not fit its span.</exception>
    public static void Solve(ReadOnlySpan<float> u, int stride, Span<float> b)
    {
        CheckRoom(u.Length, b.Length, stride);
        var padded = FactorMatrix.PaddedWidth(b.Length);
        Span<float> x = stackalloc float[padded];
        b.CopyTo(x);
        x[b.Length..].Clear();
        SolveTransposed(u, stride, x, b);
        x.Clear();
        SolveUpper(u, stride, x, b);
    }

    /// <summary>U^T y = b, eight rows at a time; <paramref name="rest"/> is b less what those above account for.</summary>
    private static void SolveTransposed(ReadOnlySpan<float> u, int stride, Span<float> rest, Span<float> b)
    {
        ref var y = ref MemoryMarshal.GetReference(b);
        for (var first = 0; first < b.Length; first += PanelRows)
        {
            ref var panel = ref Unsafe.Add(ref MemoryMarshal.GetReference(u), first * stride);
            var end = Math.Min(first + PanelRows, b.Length);
            for (var i = first; i < end; i++)
            {
                var sum = rest[i];
                ref var entry = ref Unsafe.Add(ref panel, i);
                for (var k = first; k < i; k++, entry = ref Unsafe.Add(ref entry, stride))
                    sum = MathF.FusedMultiplyAdd(-entry, Unsafe.Add(ref y, k), sum);
                Unsafe.Add(ref y, i) = sum * entry;
            }

            for (var j = end & -Lanes.Count; j < rest.Length; j += Lanes.Count)
            {
                var sum = Vector512.LoadUnsafe(ref rest[j]);
                ref var row = ref Unsafe.Add(ref panel, j);
                for (var k = first; k < end; k++, row = ref Unsafe.Add(ref row, stride))
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(-Unsafe.Add(ref y, k)), Vector512.LoadUnsafe(ref row), sum);
                sum.StoreUnsafe(ref rest[j]);
            }
        }
    }

    /// <summary>U x = y, from the last eight rows up. What is not known yet of <paramref name="known"/>, which is x, is 0.</summary>
    private static void SolveUpper(ReadOnlySpan<float> u, int stride, Span<float> known, Span<float> y)
    {
        ref var x = ref MemoryMarshal.GetReference(known);
        for (var first = (y.Length - 1) & -PanelRows; first >= 0; first -= PanelRows)
        {
            ref var panel = ref Unsafe.Add(ref MemoryMarshal.GetReference(u), first * stride);
            var end = Math.Min(first + PanelRows, y.Length);
            for (var i = first; i < end; i++)
            {
                var sums = Vector512<float>.Zero;
                ref var row = ref Unsafe.Add(ref panel, (i - first) * stride);
                for (var j = end & -Lanes.Count; j < known.Length; j += Lanes.Count)
                    sums = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref row, (nuint)j), Vector512.LoadUnsafe(ref x, (nuint)j), sums);
                y[i] -= Lanes.Sum(sums);
            }

            for (var i = end - 1; i >= first; i--)
            {
                var sum = y[i];
                ref var row = ref Unsafe.Add(ref panel, (i - first) * stride);
                for (var j = end - 1; j > i; j--) sum = MathF.FusedMultiplyAdd(-Unsafe.Add(ref row, j), Unsafe.Add(ref x, j), sum);
                y[i] = Unsafe.Add(ref x, i) = sum * Unsafe.Add(ref row, i);
            }
        }
    }

    /// <summary>
    /// Factors the panel's diagonal block, and with it the sixteen columns that it stands in, all in registers. What is taken of row r
    /// from row s goes to factors[r, s]. Dividing by pivots alone keeps the square roots out of the chain of steps that wait for each other.
    /// </summary>
    private static bool TryEliminate(Span<float> a, int stride, int k, int rows, Span<float> factors, Span<float> scales)
    {
        var start = k & -Lanes.Count;
        var p = k - start;
        ref var top = ref a[k * stride + start];
        ref var f = ref MemoryMarshal.GetReference(factors);
        var (x0, x1) = (Vector512.LoadUnsafe(ref top), Vector512.LoadUnsafe(ref top, (nuint)stride));
        var (x2, x3) = (Vector512.LoadUnsafe(ref top, 2 * (nuint)stride), Vector512.LoadUnsafe(ref top, 3 * (nuint)stride));
        var (x4, x5) = (Vector512.LoadUnsafe(ref top, 4 * (nuint)stride), Vector512.LoadUnsafe(ref top, 5 * (nuint)stride));
        var (x6, x7) = (Vector512.LoadUnsafe(ref top, 6 * (nuint)stride), Vector512.LoadUnsafe(ref top, 7 * (nuint)stride));
        var r = Pivot(x0, p, ref scales[0]);
        (x1, x2, x3) = (Take(x1, x0, r, p + 1, ref f, 1), Take(x2, x0, r, p + 2, ref f, 2), Take(x3, x0, r, p + 3, ref f, 3));
        (x4, x5, x6) = (Take(x4, x0, r, p + 4, ref f, 4), Take(x5, x0, r, p + 5, ref f, 5), Take(x6, x0, r, p + 6, ref f, 6));
        x7 = Take(x7, x0, r, p + 7, ref f, 7);
        r = Pivot(x1, p + 1, ref scales[1]);
        (x2, x3, x4) = (Take(x2, x1, r, p + 2, ref f, 10), Take(x3, x1, r, p + 3, ref f, 11), Take(x4, x1, r, p + 4, ref f, 12));
        (x5, x6, x7) = (Take(x5, x1, r, p + 5, ref f, 13), Take(x6, x1, r, p + 6, ref f, 14), Take(x7, x1, r, p + 7, ref f, 15));
        r = Pivot(x2, p + 2, ref scales[2]);
        (x3, x4, x5) = (Take(x3, x2, r, p + 3, ref f, 19), Take(x4, x2, r, p + 4, ref f, 20), Take(x5, x2, r, p + 5, ref f, 21));
        (x6, x7) = (Take(x6, x2, r, p + 6, ref f, 22), Take(x7, x2, r, p + 7, ref f, 23));
        r = Pivot(x3, p + 3, ref scales[3]);
        (x4, x5) = (Take(x4, x3, r, p + 4, ref f, 28), Take(x5, x3, r, p + 5, ref f, 29));
        (x6, x7) = (Take(x6, x3, r, p + 6, ref f, 30), Take(x7, x3, r, p + 7, ref f, 31));
        r = Pivot(x4, p + 4, ref scales[4]);
        (x5, x6, x7) = (Take(x5, x4, r, p + 5, ref f, 37), Take(x6, x4, r, p + 6, ref f, 38), Take(x7, x4, r, p + 7, ref f, 39));
        r = Pivot(x5, p + 5, ref scales[5]);
        (x6, x7) = (Take(x6, x5, r, p + 6, ref f, 46), Take(x7, x5, r, p + 7, ref f, 47));
        r = Pivot(x6, p + 6, ref scales[6]);
        x7 = Take(x7, x6, r, p + 7, ref f, 55);
        Pivot(x7, p + 7, ref scales[7]);

        // What stands in rows behind the last is of no concern.
        var pivots = Vector256.LoadUnsafe(ref scales[0]);
        var good = Vector256.GreaterThan(pivots, default) & Vector256.LessThan(pivots, Vector256.Create(float.PositiveInfinity));
        if ((~good.ExtractMostSignificantBits() & ((1u << rows) - 1)) != 0) return false;
        (Vector256<float>.One / Vector256.Sqrt(pivots)).StoreUnsafe(ref scales[0]);
        StoreRow(x0, ref top, p, scales[0]);
        StoreRow(x1, ref Unsafe.Add(ref top, stride), p + 1, scales[1]);
        StoreRow(x2, ref Unsafe.Add(ref top, 2 * stride), p + 2, scales[2]);
        StoreRow(x3, ref Unsafe.Add(ref top, 3 * stride), p + 3, scales[3]);
        StoreRow(x4, ref Unsafe.Add(ref top, 4 * stride), p + 4, scales[4]);
        StoreRow(x5, ref Unsafe.Add(ref top, 5 * stride), p + 5, scales[5]);
        StoreRow(x6, ref Unsafe.Add(ref top, 6 * stride), p + 6, scales[6]);
        StoreRow(x7, ref Unsafe.Add(ref top, 7 * stride), p + 7, scales[7]);
        return true;
    }

    /// <summary>Minus the reciprocal of a row's pivot, in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pivot(Vector512<float> row, int lane, ref float pivot)
    {
        var value = Vector512.ShuffleNative(row, Vector512.Create(lane));
        pivot = value.ToScalar();
        return Vector512.Create(-1f) / value;
    }

    /// <summary>x less what of a row above has the same entry in column <paramref name="lane"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Take(
        Vector512<float> x, Vector512<float> above, Vector512<float> reciprocal, int lane, ref float factors, nuint which)
    {
        var factor = Vector512.ShuffleNative(above, Vector512.Create(lane)) * reciprocal;
        Unsafe.Add(ref factors, which) = factor.ToScalar();
        return Vector512.FusedMultiplyAdd(factor, above, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(Vector512<float> x, ref float row, int diagonal, float scale)
    {
        (x * scale).StoreUnsafe(ref row);
        Unsafe.Add(ref row, diagonal) = scale;
    }

    /// <summary>Does to sixteen more columns of a panel what was done to the diagonal block, all in registers.</summary>
    private static void EliminateColumns(ref float top, nuint stride, ReadOnlySpan<float> factors, ReadOnlySpan<float> scales)
    {
        ref var f = ref MemoryMarshal.GetReference(factors);
        var x0 = Vector512.LoadUnsafe(ref top);
        var x1 = Minus(Vector512.LoadUnsafe(ref top, stride), ref f, 1, x0);
        var x2 = Minus(Minus(Vector512.LoadUnsafe(ref top, 2 * stride), ref f, 2, x0), ref f, 10, x1);
        var x3 = Minus(Minus(Minus(Vector512.LoadUnsafe(ref top, 3 * stride), ref f, 3, x0), ref f, 11, x1), ref f, 19, x2);
        var x4 = Minus(Minus(Vector512.LoadUnsafe(ref top, 4 * stride), ref f, 4, x0), ref f, 12, x1);
        x4 = Minus(Minus(x4, ref f, 20, x2), ref f, 28, x3);
        var x5 = Minus(Minus(Vector512.LoadUnsafe(ref top, 5 * stride), ref f, 5, x0), ref f, 13, x1);
        x5 = Minus(Minus(Minus(x5, ref f, 21, x2), ref f, 29, x3), ref f, 37, x4);
        var x6 = Minus(Minus(Vector512.LoadUnsafe(ref top, 6 * stride), ref f, 6, x0), ref f, 14, x1);
        x6 = Minus(Minus(Minus(Minus(x6, ref f, 22, x2), ref f, 30, x3), ref f, 38, x4), ref f, 46, x5);
        var x7 = Minus(Minus(Vector512.LoadUnsafe(ref top, 7 * stride), ref f, 7, x0), ref f, 15, x1);
        x7 = Minus(Minus(Minus(Minus(Minus(x7, ref f, 23, x2), ref f, 31, x3), ref f, 39, x4), ref f, 47, x5), ref f, 55, x6);
        (x0 * scales[0]).StoreUnsafe(ref top);
        (x1 * scales[1]).StoreUnsafe(ref top, stride);
        (x2 * scales[2]).StoreUnsafe(ref top, 2 * stride);
        (x3 * scales[3]).StoreUnsafe(ref top, 3 * stride);
        (x4 * scales[4]).StoreUnsafe(ref top, 4 * stride);
        (x5 * scales[5]).StoreUnsafe(ref top, 5 * stride);
        (x6 * scales[6]).StoreUnsafe(ref top, 6 * stride);
        (x7 * scales[7]).StoreUnsafe(ref top, 7 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Minus(Vector512<float> x, ref float factors, nuint which, Vector512<float> other) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref factors, which)), other, x);

    /// <summary>Takes the outer products of the panel at k off rows from <paramref name="first"/> up to <paramref name="end"/>.</summary>
    private static void SubtractPanel(Span<float> a, int stride, int k, int first, int end, int padded)
    {
        ref var matrix = ref MemoryMarshal.GetReference(a);
        ref var panel = ref Unsafe.Add(ref matrix, k * stride);
        for (var i = first; i < end; i += PanelRows)
        {
            ref var rows = ref Unsafe.Add(ref matrix, i * stride);
            ref var left = ref Unsafe.Add(ref panel, i);
            var j = i & -Lanes.Count;
            for (; j + 2 * Lanes.Count <= padded; j += 2 * Lanes.Count)
            {
                RegisterTile.AddWide(
                    ref Unsafe.Add(ref rows, j), (nuint)stride, ref left, 1, (nuint)stride, ref Unsafe.Add(ref panel, j), (nuint)stride,
                    PanelRows, -1);
            }

            if (j < padded)
            {
                RegisterTile.Add(
                    ref Unsafe.Add(ref rows, j), (nuint)stride, ref left, 1, (nuint)stride, ref Unsafe.Add(ref panel, j), (nuint)stride,
                    PanelRows, -1);
            }
        }
    }

    private static void CheckRoom(int length, int n, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (stride < FactorMatrix.PaddedWidth(n) || stride % Lanes.Count != 0)
            throw new ArgumentException($"A stride of {stride} does not suit {n} columns: it must be a multiple of 16, and as long.");
        if (n > 0 && length < (((n + PanelRows - 1) & -PanelRows) - 1L) * stride + FactorMatrix.PaddedWidth(n))
            throw new ArgumentException($"A matrix of {n} rows of {stride} entries, rounded up to eight, does not fit {length}.");
    }
}
