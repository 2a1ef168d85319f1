using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// The steps that turn sixteen rows into columns within registers. Rows r, r + 4, r + 8 and r + 12 come to stand side by side, a row in
/// each quarter of a vector; what a 4 x 4 transposition within the quarters of four such vectors then leaves are whole columns.
/// </summary>
internal static class LaneTranspose
{
    /// <summary>Whether the machine can.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>Entries 0 to 3, and 4 to 7, of four rows, a row in each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Low, Vector512<float> High) Quarters(
        Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth)
    {
        var (even, odd) = (Vector512.Create(first, third), Vector512.Create(second, fourth));
        var low = Avx512F.Shuffle4x128(even, odd, 0b10_00_10_00); // first, third, second, fourth: the middle two change places
        var high = Avx512F.Shuffle4x128(even, odd, 0b11_01_11_01);
        return (Avx512F.Shuffle4x128(low, low, 0b11_01_10_00), Avx512F.Shuffle4x128(high, high, 0b11_01_10_00));
    }

    /// <summary>The 4 x 4 transposition within each quarter: pairs of entries, then pairs of pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth) Turn(
        Vector512<float> r0, Vector512<float> r1, Vector512<float> r2, Vector512<float> r3)
    {
        var (t0, t1) = (Avx512F.UnpackLow(r0, r1).AsDouble(), Avx512F.UnpackHigh(r0, r1).AsDouble());
        var (t2, t3) = (Avx512F.UnpackLow(r2, r3).AsDouble(), Avx512F.UnpackHigh(r2, r3).AsDouble());
        return (
            Avx512F.UnpackLow(t0, t2).AsSingle(), Avx512F.UnpackHigh(t0, t2).AsSingle(),
            Avx512F.UnpackLow(t1, t3).AsSingle(), Avx512F.UnpackHigh(t1, t3).AsSingle());
    }
}
