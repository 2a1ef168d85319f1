using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics;

/// <summary>
/// Solves A x = b for a symmetric positive definite A by A = U^T U, the upper triangle in place. Matrices are [n x stride] row-major,
/// with the stride a multiple of sixteen and room for n rounded up to eight rows. Left of the diagonal, and from n on, is scratch.
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
        var padded = FactorMatrix.PaddedWidth(n);
        Span<float> factors = stackalloc float[PanelRows * PanelRows];
        Span<float> scales = stackalloc float[PanelRows];
        for (var k = 0; k < n; k += PanelRows)
        {
            var rows = Math.Min(PanelRows, n - k);
            if (!TryEliminate(a, stride, k, rows, factors, scales)) return false;
            var done = (k & -Lanes.Count) + Lanes.Count;
            if (rows == PanelRows)
            {
                for (var j = done; j < padded; j += Lanes.Count) EliminateColumns(ref a[k * stride + j], (nuint)stride, factors, scales);
                SubtractPanel(a, stride, k, n, padded);
            }
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
    private static void SolveTransposed(ReadOnlySpan<float> u, int stride, Span<float> rest, Span<float> y)
    {
        for (var first = 0; first < y.Length; first += PanelRows)
        {
            var end = Math.Min(first + PanelRows, y.Length);
            for (var i = first; i < end; i++)
            {
                var sum = rest[i];
                for (var k = first; k < i; k++) sum = MathF.FusedMultiplyAdd(-u[k * stride + i], y[k], sum);
                y[i] = sum * u[i * stride + i];
            }

            for (var j = end & -Lanes.Count; j < rest.Length; j += Lanes.Count)
            {
                ref var target = ref rest[j];
                var sum = Vector512.LoadUnsafe(ref target);
                for (var k = first; k < end; k++)
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(-y[k]), Vector512.LoadUnsafe(in u[k * stride + j]), sum);
                sum.StoreUnsafe(ref target);
            }
        }
    }

    /// <summary>U x = y, from the last eight rows up. What is not known yet of <paramref name="x"/> is 0.</summary>
    private static void SolveUpper(ReadOnlySpan<float> u, int stride, Span<float> x, Span<float> y)
    {
        for (var first = (y.Length - 1) & -PanelRows; first >= 0; first -= PanelRows)
        {
            var end = Math.Min(first + PanelRows, y.Length);
            for (var i = first; i < end; i++)
            {
                var sums = Vector512<float>.Zero;
                for (var j = end & -Lanes.Count; j < x.Length; j += Lanes.Count)
                    sums = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(in u[i * stride + j]), Vector512.LoadUnsafe(ref x[j]), sums);
                y[i] -= Lanes.Sum(sums);
            }

            for (var i = end - 1; i >= first; i--)
            {
                var sum = y[i];
                for (var j = end - 1; j > i; j--) sum = MathF.FusedMultiplyAdd(-u[i * stride + j], x[j], sum);
                y[i] = x[i] = sum * u[i * stride + i];
            }
        }
    }

    /// <summary>
    /// Factors the panel's diagonal block, and with it the sixteen columns that it stands in. What is taken from row s for row r goes
    /// to factors[r, s]; dividing by pivots alone keeps the square roots out of the chain of steps that wait for each other.
    /// </summary>
    private static bool TryEliminate(Span<float> a, int stride, int k, int rows, Span<float> factors, Span<float> scales)
    {
        var start = k & -Lanes.Count;
        ref var corner = ref a[k * stride + start];
        var diagonal = k - start;
        for (var r = 0; r < rows; r++)
        {
            ref var row = ref Unsafe.Add(ref corner, r * stride);
            var pivot = Unsafe.Add(ref row, diagonal + r);
            if (!(pivot > 0) || float.IsInfinity(pivot)) return false;
            var values = Vector512.LoadUnsafe(ref row);
            for (var s = r + 1; s < rows; s++)
            {
                var factor = -Unsafe.Add(ref row, diagonal + s) / pivot;
                factors[r * PanelRows + s] = factor;
                ref var other = ref Unsafe.Add(ref corner, s * stride);
                Vector512.FusedMultiplyAdd(Vector512.Create(factor), values, Vector512.LoadUnsafe(ref other)).StoreUnsafe(ref other);
            }

            scales[r] = pivot;
        }

        for (var r = 0; r < rows; r++)
        {
            ref var row = ref Unsafe.Add(ref corner, r * stride);
            scales[r] = 1 / MathF.Sqrt(scales[r]);
            (Vector512.LoadUnsafe(ref row) * scales[r]).StoreUnsafe(ref row);
            Unsafe.Add(ref row, diagonal + r) = scales[r];
        }

        return true;
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

    /// <summary>Takes the panel's outer products off everything below it.</summary>
    private static void SubtractPanel(Span<float> a, int stride, int k, int n, int padded)
    {
        ref var matrix = ref MemoryMarshal.GetReference(a);
        ref var panel = ref Unsafe.Add(ref matrix, k * stride);
        for (var i = k + PanelRows; i < n; i += PanelRows)
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
        if (stride < FactorMatrix.PaddedWidth(n) || stride % Lanes.Count != 0)
            throw new ArgumentException($"A stride of {stride} does not suit {n} columns: it must be a multiple of 16, and as long.");
        if (n > 0 && length < (((n + PanelRows - 1) & -PanelRows) - 1) * stride + FactorMatrix.PaddedWidth(n))
            throw new ArgumentException($"A matrix of {n} rows of {stride} entries, rounded up to eight, does not fit {length}.");
    }
}
