using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// Transcendental functions of sixteen numbers at once, built from fused multiply-adds, so that each gives the same bits on every machine
/// (the library's do not). An error is given in units in the last place of the right answer. NaN gives NaN.
/// </summary>
public static class VectorMath
{
    // ln(2), the first part with so few bits that products with exponents are exact.
    private const float LnHigh = 355f / 512, LnLow = -2.12194440e-4f;

    // Added to a number below 2^22, it leaves the nearest integer in the low bits.
    private const float Rounder = 3 << 22;

    /// <summary>e^x within 2 units; 0 below about -104, infinity above about 88.7, subnormal numbers between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(-105f)), Vector512.Create(-105f), x);
        x = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(89f)), Vector512.Create(89f), x);
        var (n, above) = Reduce(x);
        var half = n >> 1; // 2^n itself need not be a float
        return (above + Vector512<float>.One) * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>1 / (1 + e^-x) within 3 units, also where it is tiny.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        var e = Exp(-Vector512.Abs(x));
        return Vector512.ConditionalSelect(Vector512.LessThan(x, default), e, Vector512<float>.One) / (Vector512<float>.One + e);
    }

    /// <summary>The hyperbolic tangent within 3 units, also near 0, where it is x itself; the sign of a zero stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        // With m = e^(-2|x|) - 1, which loses nothing near 0, tanh|x| = -m / (2 + m). From 10 on it is 1.
        var y = Vector512.Abs(x);
        y = Vector512.ConditionalSelect(Vector512.GreaterThan(y, Vector512.Create(10f)), Vector512.Create(10f), y);
        var (n, above) = Reduce(y * Vector512.Create(-2f));
        var power = PowerOfTwo(n);
        var m = Vector512.FusedMultiplyAdd(power, above, power - Vector512<float>.One);
        var sign = Vector512.Create(-0f);
        return Vector512.AndNot(m / (Vector512.Create(2f) + m), sign) | (x & sign);
    }

    /// <summary>The natural logarithm within 3 units; -infinity of 0, NaN of what is below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        var subnormal = Vector512.LessThan(x, Vector512.Create(1.17549435e-38f));
        var shift = Vector512.ConditionalSelect(subnormal, Vector512.Create(-24f), default);
        var u = Vector512.ConditionalSelect(subnormal, x * Vector512.Create(16777216f), x);
        var result = LogOfNormal(u, shift, default);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(float.PositiveInfinity)), result, x);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, default), Vector512.Create(float.NaN), result);
        return Vector512.ConditionalSelect(Vector512.Equals(x, default), Vector512.Create(float.NegativeInfinity), result);
    }

    /// <summary>
    /// ln(u 2^shift) + correction for a finite normal u and a small correction. With u = 2^e (1 + f), 1 + f from sqrt(1/2) to sqrt(2) and
    /// s = f / (2 + f), ln(u) = e ln(2) + 2 artanh(s), and 2 s is f - s f, in which f is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> LogOfNormal(Vector512<float> u, Vector512<float> shift, Vector512<float> correction)
    {
        const int RootOfHalf = 0x3f3504f3; // the bits of sqrt(1/2)
        var bits = u.AsInt32() - Vector512.Create(RootOfHalf);
        var e = Vector512.ConvertToSingle(bits >> 23) + shift;
        var f = ((bits & Vector512.Create(0x007fffff)) + Vector512.Create(RootOfHalf)).AsSingle() - Vector512<float>.One;
        var s = f / (f + Vector512.Create(2f));
        var w = s * s;
        var series = Vector512.FusedMultiplyAdd(Vector512.Create(1f / 9), w, Vector512.Create(1f / 7));
        series = Vector512.FusedMultiplyAdd(series, w, Vector512.Create(1f / 5));
        series = Vector512.FusedMultiplyAdd(series, w, Vector512.Create(1f / 3)) * (w + w);
        var small = Vector512.FusedMultiplyAdd(e, Vector512.Create(LnLow), correction);
        return Vector512.FusedMultiplyAdd(e, Vector512.Create(LnHigh), Vector512.FusedMultiplyAdd(s, series - f, f) + small);
    }

    /// <summary>e^x = 2^n (1 + above), n an integer and 1 + above from sqrt(1/2) to sqrt(2): the sum of the exponential series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<int> N, Vector512<float> Above) Reduce(Vector512<float> x)
    {
        var rounded = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), Vector512.Create(Rounder));
        var whole = rounded - Vector512.Create(Rounder);
        var r = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LnHigh), x);
        r = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LnLow), r);
        var series = Vector512.FusedMultiplyAdd(Vector512.Create(1f / 5040), r, Vector512.Create(1f / 720));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 120));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 24));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 6));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 2));
        return (rounded.AsInt32() - Vector512.Create(Rounder).AsInt32(), Vector512.FusedMultiplyAdd(series, r * r, r));
    }

    /// <summary>2^n for n from -126 to 127, by its bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> n) => ((n + Vector512.Create(127)) << 23).AsSingle();
}
