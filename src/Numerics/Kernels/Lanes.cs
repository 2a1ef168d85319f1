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

    /// <summary>Halves are added until one lane is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> v)
    {
        var eight = v.GetLower() + v.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
