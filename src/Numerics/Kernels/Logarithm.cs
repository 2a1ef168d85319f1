using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>Natural logarithms, many at once.</summary>
public static class Logarithm
{
    /// <summary>
    /// y[i] = ln(1 + x[i]) for x[i] &gt;= 0, within two units in the last place of ln(1 + x) itself, also where x is tiny; an entry gives
    /// the same bits wherever it stands and on every machine. x and y may be the same memory.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void OfOnePlus(ReadOnlySpan<float> x, Span<float> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"The vectors have {x.Length} and {y.Length} entries.");
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        nuint i = 0;
        for (; i + Lanes.Count <= (nuint)x.Length; i += Lanes.Count) OfOnePlus(Vector512.LoadUnsafe(ref source, i)).StoreUnsafe(ref target, i);
        if (i == (nuint)x.Length) return;
        Span<float> rest = stackalloc float[Lanes.Count];
        x[(int)i..].CopyTo(rest);
        OfOnePlus(Vector512.Create<float>(rest)).CopyTo(rest);
        rest[..(x.Length - (int)i)].CopyTo(y[(int)i..]);
    }

    /// <summary>
    /// With u = 1 + x rounded, ln(1 + x) = ln(u) + (x - (u - 1)) / u to first order (Goldberg 1991, theorem 4): what rounding took from
    /// x comes back. The library's logarithm gives other bits where products and sums are not fused.
    /// </summary>
    private static Vector512<float> OfOnePlus(Vector512<float> x)
    {
        var u = Vector512<float>.One + x;
        var lost = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(1e6f)), x - (u - Vector512<float>.One), default);
        var result = VectorMath.LogOfNormal(u, default, lost / u);
        return Vector512.ConditionalSelect(Vector512.LessThan(u, Vector512.Create(float.PositiveInfinity)), result, u);
    }
}
