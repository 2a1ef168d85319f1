using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>The products of two vectors' entries.</summary>
public static class ElementwiseProduct
{
    /// <summary>target[i] = x[i] y[i], each rounded once. The target may be x or y.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> target)
    {
        if (x.Length != y.Length || x.Length != target.Length)
            throw new ArgumentException($"The vectors have {x.Length}, {y.Length} and {target.Length} entries.");
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        ref var product = ref MemoryMarshal.GetReference(target);
        nuint i = 0;
        for (; i + Lanes.Count <= (nuint)x.Length; i += Lanes.Count)
            (Vector512.LoadUnsafe(ref left, i) * Vector512.LoadUnsafe(ref right, i)).StoreUnsafe(ref product, i);
        for (var j = (int)i; j < x.Length; j++) target[j] = x[j] * y[j];
    }
}
