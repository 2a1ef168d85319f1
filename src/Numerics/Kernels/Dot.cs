using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>The inner product of two vectors.</summary>
public static class Dot
{
    /// <summary>
    /// x . y = sum over i of x[i] y[i]; 0 for empty vectors; NaN and infinities spread as in IEEE arithmetic. Two
    /// chains of sixteen fused lanes, then the lanes pairwise: the same bytes on every machine, whatever its vector
    /// width.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"The vectors have {x.Length} and {y.Length} entries.");
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y);
        var even = Vector512<float>.Zero;
        var odd = Vector512<float>.Zero;
        nuint i = 0;
        var length = (nuint)x.Length;
        for (; i + 32 <= length; i += 32)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i + 16), Vector512.LoadUnsafe(ref b, i + 16), odd);
        }

        if (i + 16 <= length)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), even);
            i += 16;
        }

        // What is left goes in by halves too: short vectors are most of what a Cholesky factorization multiplies.
        var eight = Lanes.Halve(even + odd);
        if (i + 8 <= length)
        {
            eight = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i), eight);
            i += 8;
        }

        var four = Lanes.Halve(eight);
        if (i + 4 <= length)
        {
            four = Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref a, i), Vector128.LoadUnsafe(ref b, i), four);
            i += 4;
        }

        var sum = Lanes.Sum(four);
        for (; i < length; i++) sum = MathF.FusedMultiplyAdd(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), sum);
        return sum;
    }
}
