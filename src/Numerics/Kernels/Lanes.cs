using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// Reductions over the lanes of one vector in an order that is spelled out, because the library's own sum may add in
/// another order on other hardware, and the last bit with it.
/// </summary>
internal static class Lanes
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
}
