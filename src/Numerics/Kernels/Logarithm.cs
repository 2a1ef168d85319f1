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
    /// x comes back. With u = 2^e (1 + f), 1 + f from sqrt(1/2) to sqrt(2) and s = f / (2 + f), ln(u) = e ln(2) + 2 artanh(s), and 2 s is
    /// f - s f, in which f is exact. The library's logarithm gives other bits where products and sums are not fused.
    /// </summary>
    private static Vector512<float> OfOnePlus(Vector512<float> x)
    {
        const int RootOfHalf = 0x3f3504f3; // the bits of sqrt(1/2)
        const float High = 355f / 512, Low = -2.12194440e-4f; // ln(2), the first with so few bits that e times it is exact
        var u = Vector512<float>.One + x;
        var lost = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(1e6f)), x - (u - Vector512<float>.One), default);
        var bits = u.AsInt32() - Vector512.Create(RootOfHalf);
        var e = Vector512.ConvertToSingle(bits >> 23);
        var f = ((bits & Vector512.Create(0x007fffff)) + Vector512.Create(RootOfHalf)).AsSingle() - Vector512<float>.One;
        var s = f / (f + Vector512.Create(2f));
        var w = s * s;
        var series = Vector512.FusedMultiplyAdd(Vector512.Create(1f / 9), w, Vector512.Create(1f / 7));
        series = Vector512.FusedMultiplyAdd(series, w, Vector512.Create(1f / 5));
        series = Vector512.FusedMultiplyAdd(series, w, Vector512.Create(1f / 3)) * (w + w);
        var small = Vector512.FusedMultiplyAdd(e, Vector512.Create(Low), lost / u);
        var result = Vector512.FusedMultiplyAdd(e, Vector512.Create(High), Vector512.FusedMultiplyAdd(s, series - f, f) + small);
        return Vector512.ConditionalSelect(Vector512.LessThan(u, Vector512.Create(float.PositiveInfinity)), result, u);
    }
}
