using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// Reductions over the lanes of one vector in an order that is spelled out, because the library's own sum may add in
/// another order on other hardware, and the last bit with it.
/// </summary>
public static class Lanes
{
    /// <summary>The lanes of a vector of sixteen.</summary>
    public const int Count = 16;

    /// <summary>The lower half plus the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Halve(Vector512<float> v) => v.GetLower() + v.GetUpper();

    /// <summary>The lower half plus the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Halve(Vector256<float> v) => v.GetLower() + v.GetUpper();

    /// <summary>The sum of four lanes, the even ones and the odd ones first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> v) => (v[0] + v[2]) + (v[1] + v[3]);

    /// <summary>The sum of sixteen lanes, halves first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> v) => Sum(Halve(Halve(v)));

    /// <summary>The sums of four vectors, each with the bits that <see cref="Sum(Vector512{float})"/> gives, for a third of the steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sum(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        if (!Avx512F.IsSupported) return Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        var ab = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00) + Avx512F.Shuffle4x128(a, b, 0b11_10_11_10); // halves of a, then of b
        var cd = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00) + Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        var quarters = Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00) + Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01);
        var pairs = quarters + Avx512F.Shuffle(quarters, quarters, 0b01_00_11_10);
        var sums = pairs + Avx512F.Shuffle(pairs, pairs, 0b10_11_00_01);
        return Avx512F.PermuteVar16x32(sums, Vector512.Create(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12)).GetLower().GetLower();
    }
}
