using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// The innermost step of every matrix product here: a small tile of C stays in registers while its sums run over k, so that each
/// number loaded is used many times. C[i, j] += scale x (sum over k of A[i, k] B[k, j]), for eight rows i and one or two vectors of
/// sixteen columns j. Each sum is one chain of fused multiply-adds in the order of k, whatever the machine's vector width, so the
/// bytes are the same everywhere.
/// </summary>
internal static class RegisterTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Rows x 32 columns: sixteen chains, which hide the latency of the fused multiply-add.</summary>
    /// <param name="c">The tile's first entry.</param>
    /// <param name="cRow">Entries from a row of C to the next.</param>
    /// <param name="a">A's first entry of this tile.</param>
    /// <param name="aRow">Entries from a row of A to the next.</param>
    /// <param name="aStep">Entries from one k of A to the next.</param>
    /// <param name="b">B's first entry of this tile.</param>
    /// <param name="bStep">Entries from one k of B to the next.</param>
    /// <param name="count">How many k.</param>
    /// <param name="scale">What the sum is multiplied by.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // it needs all the registers that there are
    public static void AddWide(
        ref float c, nuint cRow, ref float a, nuint aRow, nuint aStep, ref float b, nuint bStep, int count, float scale)
    {
        Vector512<float> c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default, c60 = default, c70 = default;
        Vector512<float> c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default, c61 = default, c71 = default;
        ref var a4 = ref Unsafe.Add(ref a, 4 * aRow);
        for (; count > 0; count--)
        {
            var b0 = Vector512.LoadUnsafe(ref b);
            var b1 = Vector512.LoadUnsafe(ref b, 16);
            var x = Vector512.Create(a);
            (c00, c01) = (Vector512.FusedMultiplyAdd(x, b0, c00), Vector512.FusedMultiplyAdd(x, b1, c01));
            x = Vector512.Create(Unsafe.Add(ref a, aRow));
            (c10, c11) = (Vector512.FusedMultiplyAdd(x, b0, c10), Vector512.FusedMultiplyAdd(x, b1, c11));
            x = Vector512.Create(Unsafe.Add(ref a, 2 * aRow));
            (c20, c21) = (Vector512.FusedMultiplyAdd(x, b0, c20), Vector512.FusedMultiplyAdd(x, b1, c21));
            x = Vector512.Create(Unsafe.Add(ref a, 3 * aRow));
            (c30, c31) = (Vector512.FusedMultiplyAdd(x, b0, c30), Vector512.FusedMultiplyAdd(x, b1, c31));
            x = Vector512.Create(a4);
            (c40, c41) = (Vector512.FusedMultiplyAdd(x, b0, c40), Vector512.FusedMultiplyAdd(x, b1, c41));
            x = Vector512.Create(Unsafe.Add(ref a4, aRow));
            (c50, c51) = (Vector512.FusedMultiplyAdd(x, b0, c50), Vector512.FusedMultiplyAdd(x, b1, c51));
            x = Vector512.Create(Unsafe.Add(ref a4, 2 * aRow));
            (c60, c61) = (Vector512.FusedMultiplyAdd(x, b0, c60), Vector512.FusedMultiplyAdd(x, b1, c61));
            x = Vector512.Create(Unsafe.Add(ref a4, 3 * aRow));
            (c70, c71) = (Vector512.FusedMultiplyAdd(x, b0, c70), Vector512.FusedMultiplyAdd(x, b1, c71));
            a = ref Unsafe.Add(ref a, aStep);
            a4 = ref Unsafe.Add(ref a4, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }

        var by = Vector512.Create(scale);
        Add(ref c, 0, by, c00, c01);
        Add(ref c, cRow, by, c10, c11);
        Add(ref c, 2 * cRow, by, c20, c21);
        Add(ref c, 3 * cRow, by, c30, c31);
        Add(ref c, 4 * cRow, by, c40, c41);
        Add(ref c, 5 * cRow, by, c50, c51);
        Add(ref c, 6 * cRow, by, c60, c61);
        Add(ref c, 7 * cRow, by, c70, c71);
    }

    /// <summary>As <see cref="AddWide"/>, for 16 columns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(
        ref float c, nuint cRow, ref float a, nuint aRow, nuint aStep, ref float b, nuint bStep, int count, float scale)
    {
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        ref var a4 = ref Unsafe.Add(ref a, 4 * aRow);
        for (; count > 0; count--)
        {
            var b0 = Vector512.LoadUnsafe(ref b);
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a), b0, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a, aRow)), b0, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a, 2 * aRow)), b0, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a, 3 * aRow)), b0, c3);
            c4 = Vector512.FusedMultiplyAdd(Vector512.Create(a4), b0, c4);
            c5 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a4, aRow)), b0, c5);
            c6 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a4, 2 * aRow)), b0, c6);
            c7 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a4, 3 * aRow)), b0, c7);
            a = ref Unsafe.Add(ref a, aStep);
            a4 = ref Unsafe.Add(ref a4, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }

        var by = Vector512.Create(scale);
        Add(ref c, 0, by, c0);
        Add(ref c, cRow, by, c1);
        Add(ref c, 2 * cRow, by, c2);
        Add(ref c, 3 * cRow, by, c3);
        Add(ref c, 4 * cRow, by, c4);
        Add(ref c, 5 * cRow, by, c5);
        Add(ref c, 6 * cRow, by, c6);
        Add(ref c, 7 * cRow, by, c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float c, nuint offset, Vector512<float> scale, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(scale, sum, Vector512.LoadUnsafe(ref c, offset)).StoreUnsafe(ref c, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float c, nuint offset, Vector512<float> scale, Vector512<float> left, Vector512<float> right)
    {
        Add(ref c, offset, scale, left);
        Add(ref c, offset + 16, scale, right);
    }
}
