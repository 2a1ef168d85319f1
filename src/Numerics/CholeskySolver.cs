using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
        // Column by column, each taken off what is right of it: unlike a sum for each entry, which must wait for the one before,
        // these updates do not depend on each other.
        var column = n <= 1024 ? stackalloc float[n] : new float[n];
        for (var k = 0; k < n; k++)
        {
            var pivot = a[k * stride + k];
            if (!(pivot > 0) || float.IsInfinity(pivot)) return false;
            var root = MathF.Sqrt(pivot);
            a[k * stride + k] = root;
            for (var i = k + 1; i < n; i++) column[i] = a[i * stride + k] /= root;
            for (var i = k + 1; i < n; i++)
                Subtract(column[i], column.Slice(k + 1, i - k), a.Slice(i * stride + k + 1, i - k));
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

    /// <summary>y -= factor x, of equal lengths, inlined: most of the vectors here are too short to be worth a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(float factor, ReadOnlySpan<float> x, Span<float> y)
    {
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        nuint i = 0;
        var length = (nuint)x.Length;
        for (; i + 16 <= length; i += 16)
        {
            Vector512.FusedMultiplyAdd(
                Vector512.Create(-factor), Vector512.LoadUnsafe(ref source, i), Vector512.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
        }

        if (i + 8 <= length)
        {
            Vector256.FusedMultiplyAdd(
                Vector256.Create(-factor), Vector256.LoadUnsafe(ref source, i), Vector256.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
            i += 8;
        }

        if (i + 4 <= length)
        {
            Vector128.FusedMultiplyAdd(
                Vector128.Create(-factor), Vector128.LoadUnsafe(ref source, i), Vector128.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
            i += 4;
        }

        for (; i < length; i++)
        {
            ref var entry = ref Unsafe.Add(ref target, i);
            entry = MathF.FusedMultiplyAdd(-factor, Unsafe.Add(ref source, i), entry);
        }
    }
}
