using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics;

/// <summary>Solves A x = b for a symmetric positive definite A by A = L L^T.</summary>
public static class CholeskySolver
{
    /// <summary>
    /// Overwrites the lower triangle of A with L. A is [n x stride] row-major; right of the diagonal is neither read
    /// nor written.
    /// </summary>
    /// <returns>False where A is not positive definite (or holds NaN); A is then partly overwritten.</returns>
    public static bool TryFactor(Span<float> a, int n, int stride)
    {
        for (var i = 0; i < n; i++)
        {
            var row = a.Slice(i * stride, i + 1);
            for (var j = 0; j < i; j++)
            {
                var pivotRow = a.Slice(j * stride, j + 1);
                row[j] = (row[j] - Dot.Product(row[..j], pivotRow[..j])) / pivotRow[j];
            }

            var pivot = row[i] - Dot.Product(row[..i], row[..i]);
            if (!(pivot > 0) || float.IsInfinity(pivot)) return false;
            row[i] = MathF.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>
    /// Overwrites b (length n) with x, given the factor L that <see cref="TryFactor"/> left in <paramref name="l"/>.
    /// </summary>
    public static void Solve(ReadOnlySpan<float> l, int stride, Span<float> b)
    {
        for (var i = 0; i < b.Length; i++)
        {
            var row = l.Slice(i * stride, i + 1);
            b[i] = (b[i] - Dot.Product(row[..i], b[..i])) / row[i];
        }

        for (var i = b.Length - 1; i >= 0; i--)
        {
            var row = l.Slice(i * stride, i + 1);
            b[i] /= row[i];
            ScaledAddition.Add(-b[i], row[..i], b[..i]);
        }
    }
}
