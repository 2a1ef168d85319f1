using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>The sum of a vector and a multiple of another (BLAS axpy).</summary>
public static class ScaledAddition
{
    /// <summary>
    /// y[i] = a x[i] + y[i], each entry rounded once. x and y may be the same memory, but not overlap otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Add(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"The vectors have {x.Length} and {y.Length} entries.");
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        var factor = Vector512.Create(a);
        nuint i = 0;
        var length = (nuint)x.Length;
        for (; i + Lanes.Count <= length; i += Lanes.Count)
        {
            Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref source, i), Vector512.LoadUnsafe(ref target, i))
                .StoreUnsafe(ref target, i);
        }

        for (; i < length; i++)
        {
            ref var entry = ref Unsafe.Add(ref target, i);
            entry = MathF.FusedMultiplyAdd(a, Unsafe.Add(ref source, i), entry);
        }
    }
}
