using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics;

/// <summary>
/// The eigenvalues and eigenvectors of a symmetric matrix in double precision: Householder's reduction to tridiagonal form, then
/// implicit QL steps (Golub and Van Loan 2013, sections 8.3.1 and 8.3.3). About 9 n^3 operations.
/// </summary>
public static class SymmetricEigen
{
    private const int MaximumSteps = 60; // two or three suffice for an eigenvalue

    // Of the largest entry: what rounding leaves beside the diagonal anyway. Measured by their neighbours alone, the entries of a matrix
    // of low rank would never be small, since these neighbours are but rounding too.
    private const double Negligible = 2.220446049250313e-16;

    /// <summary>Decomposes A = V^T diag(w) V.</summary>
    /// <param name="matrix">A [n x n] row-major, all of it; becomes V, an eigenvector in each row.</param>
    /// <param name="values">Gets the n eigenvalues w, from the largest down.</param>
    /// <exception cref="ArgumentException">The matrix is not n x n.</exception>
    /// <exception cref="ArithmeticException">The matrix holds what is not a finite number.</exception>
    public static void Decompose(Span<double> matrix, Span<double> values)
    {
        var n = values.Length;
        if (matrix.Length != n * n) throw new ArgumentException($"{matrix.Length} entries are no {n} x {n} matrix.");
        foreach (var entry in matrix)
            if (!double.IsFinite(entry)) throw new ArithmeticException("The matrix holds a number that is not finite.");
        var beside = new double[n];
        Tridiagonalize(matrix, values, beside);
        Diagonalize(matrix, values, beside);
        Sort(matrix, values);
    }

    /// <summary>A = Q T Q^T; leaves Q^T in a, T's diagonal in <paramref name="diagonal"/> and what stands beside it in <paramref name="beside"/>.</summary>
    private static void Tridiagonalize(Span<double> a, Span<double> diagonal, Span<double> beside)
    {
        var n = diagonal.Length;
        var reflections = new double[n][];
        for (var k = 0; k + 2 < n; k++)
        {
            // The reflection along v takes all but the first of the entries right of the diagonal to zero.
            var v = a.Slice(k * n + k + 1, n - k - 1).ToArray();
            var tail = Dot(v.AsSpan(1), v.AsSpan(1));
            beside[k] = v[0];
            if (tail == 0) continue;
            var length = Math.Sqrt(v[0] * v[0] + tail);
            beside[k] = v[0] > 0 ? -length : length;
            v[0] -= beside[k];
            var norm = Math.Sqrt((v[0] * v[0] + tail) / 2); // so that the reflection is I - v v^T
            foreach (ref var entry in v.AsSpan()) entry /= norm;
            reflections[k] = v;

            var p = new double[v.Length];
            for (var i = 0; i < p.Length; i++) p[i] = Dot(a.Slice((k + 1 + i) * n + k + 1, p.Length), v);
            Add(-Dot(p, v) / 2, v, p);
            for (var i = 0; i < p.Length; i++)
            {
                var row = a.Slice((k + 1 + i) * n + k + 1, p.Length);
                Add(-v[i], p, row);
                Add(-p[i], v, row);
            }
        }

        for (var i = 0; i < n; i++) diagonal[i] = a[i * n + i];
        if (n > 1) beside[n - 2] = a[(n - 2) * n + n - 1];
        Accumulate(a, n, reflections);
    }

    /// <summary>Overwrites a with the product of the reflections, the last first, transposed.</summary>
    private static void Accumulate(Span<double> a, int n, double[][] reflections)
    {
        a.Clear();
        for (var i = 0; i < n; i++) a[i * n + i] = 1;
        for (var k = n - 3; k >= 0; k--)
        {
            if (reflections[k] is not { } v) continue;
            for (var i = k + 1; i < n; i++)
            {
                var row = a.Slice(i * n + k + 1, v.Length);
                Add(-Dot(row, v), v, row);
            }
        }
    }

    /// <summary>Turns T into its eigenvalues, and the rows of q, which held Q^T, with it.</summary>
    private static void Diagonalize(Span<double> q, Span<double> diagonal, Span<double> beside)
    {
        var n = diagonal.Length;
        double largest = 0;
        for (var i = 0; i < n; i++) largest = Math.Max(largest, Math.Abs(diagonal[i]) + Math.Abs(beside[i]));
        for (var low = 0; low < n; low++)
        {
            for (var step = 0; ; step++)
            {
                var high = low;
                while (high + 1 < n && Math.Abs(beside[high]) > Negligible * largest) high++;
                if (high == low) break;
                if (step == MaximumSteps) throw new ArithmeticException("The eigenvalues do not settle.");
                StepQl(q, diagonal, beside, low, high);
            }
        }
    }

    /// <summary>One QL step on rows low to high, shifted to the eigenvalue of the upper 2 x 2 block that is nearer its first entry.</summary>
    private static void StepQl(Span<double> q, Span<double> diagonal, Span<double> beside, int low, int high)
    {
        var n = diagonal.Length;
        var half = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low]);
        var root = Math.Sqrt(half * half + 1);
        var g = diagonal[high] - diagonal[low] + beside[low] / (half + (half >= 0 ? root : -root));
        double sine = 1, cosine = 1, carried = 0;
        for (var i = high - 1; i >= low; i--)
        {
            var f = sine * beside[i];
            var b = cosine * beside[i];
            var length = Math.Sqrt(f * f + g * g);
            beside[i + 1] = length;
            if (length == 0)
            {
                // The matrix falls apart here: what is left is smaller.
                diagonal[i + 1] -= carried;
                beside[high] = 0;
                return;
            }

            (sine, cosine) = (f / length, g / length);
            g = diagonal[i + 1] - carried;
            var r = (diagonal[i] - g) * sine + 2 * cosine * b;
            carried = sine * r;
            diagonal[i + 1] = g + carried;
            g = cosine * r - b;
            Rotate(q.Slice(i * n, n), q.Slice((i + 1) * n, n), cosine, sine);
        }

        diagonal[low] -= carried;
        beside[low] = g;
        beside[high] = 0;
    }

    private static void Sort(Span<double> rows, Span<double> values)
    {
        var n = values.Length;
        var order = new int[n];
        for (var i = 0; i < n; i++) order[i] = i;
        var unsorted = values.ToArray();
        Array.Sort(order, (i, j) => unsorted[i] != unsorted[j] ? unsorted[j].CompareTo(unsorted[i]) : i - j);
        var before = rows.ToArray();
        for (var i = 0; i < n; i++)
        {
            values[i] = unsorted[order[i]];
            before.AsSpan(order[i] * n, n).CopyTo(rows[(i * n)..]);
        }
    }

    /// <summary>(x, y) becomes (c x - s y, s x + c y).</summary>
    private static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        ref var first = ref MemoryMarshal.GetReference(x);
        ref var second = ref MemoryMarshal.GetReference(y);
        nuint i = 0;
        for (; i + 8 <= (nuint)x.Length; i += 8)
        {
            var (left, right) = (Vector512.LoadUnsafe(ref first, i), Vector512.LoadUnsafe(ref second, i));
            (c * left - s * right).StoreUnsafe(ref first, i);
            (s * left + c * right).StoreUnsafe(ref second, i);
        }

        for (var j = (int)i; j < x.Length; j++) (x[j], y[j]) = (c * x[j] - s * y[j], s * x[j] + c * y[j]);
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref var first = ref MemoryMarshal.GetReference(x);
        ref var second = ref MemoryMarshal.GetReference(y);
        var sums = Vector512<double>.Zero;
        nuint i = 0;
        for (; i + 8 <= (nuint)x.Length; i += 8) sums += Vector512.LoadUnsafe(ref first, i) * Vector512.LoadUnsafe(ref second, i);
        var four = sums.GetLower() + sums.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        var sum = two[0] + two[1];
        for (var j = (int)i; j < x.Length; j++) sum += x[j] * y[j];
        return sum;
    }

    private static void Add(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        nuint i = 0;
        for (; i + 8 <= (nuint)x.Length; i += 8)
            (Vector512.LoadUnsafe(ref target, i) + factor * Vector512.LoadUnsafe(ref source, i)).StoreUnsafe(ref target, i);
        for (var j = (int)i; j < x.Length; j++) y[j] += factor * x[j];
    }
}
