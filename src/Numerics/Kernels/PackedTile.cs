using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// As <see cref="RegisterTile"/>, for operands that have been packed: of A a strip, for each k the entries of its rows side by side; of B a
/// panel, for each k thirty-two columns side by side. The sums over k go to C or are added to it. A row of C may begin anywhere.
/// </summary>
internal static class PackedTile
{
    /// <summary>Columns of a tile.</summary>
    public const int Columns = 2 * Lanes.Count;

    /// <summary>Twelve rows x 32 columns: with two vectors of B and one of A, 27 of the 32 registers.</summary>
    /// <param name="c">Where the offsets of C's rows count from: the tile's first column.</param>
    /// <param name="cRows">The offsets of C's rows.</param>
    /// <param name="a">The strip.</param>
    /// <param name="b">The panel.</param>
    /// <param name="count">How many k.</param>
    /// <param name="add">Whether the sums are added to C, or C is overwritten.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // it needs all the registers that there are
    public static void MultiplyHigh(ref float c, ref int cRows, ref float a, ref float b, int count, bool add)
    {
        Vector512<float> c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default;
        Vector512<float> c60 = default, c70 = default, c80 = default, c90 = default, cA0 = default, cB0 = default;
        Vector512<float> c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default;
        Vector512<float> c61 = default, c71 = default, c81 = default, c91 = default, cA1 = default, cB1 = default;
        for (; count > 0; count--)
        {
            var b0 = Vector512.LoadUnsafe(ref b);
            var b1 = Vector512.LoadUnsafe(ref b, 16);
            var x = Vector512.Create(a);
            (c00, c01) = (Vector512.FusedMultiplyAdd(x, b0, c00), Vector512.FusedMultiplyAdd(x, b1, c01));
            x = Vector512.Create(Unsafe.Add(ref a, 1));
            (c10, c11) = (Vector512.FusedMultiplyAdd(x, b0, c10), Vector512.FusedMultiplyAdd(x, b1, c11));
            x = Vector512.Create(Unsafe.Add(ref a, 2));
            (c20, c21) = (Vector512.FusedMultiplyAdd(x, b0, c20), Vector512.FusedMultiplyAdd(x, b1, c21));
            x = Vector512.Create(Unsafe.Add(ref a, 3));
            (c30, c31) = (Vector512.FusedMultiplyAdd(x, b0, c30), Vector512.FusedMultiplyAdd(x, b1, c31));
            x = Vector512.Create(Unsafe.Add(ref a, 4));
            (c40, c41) = (Vector512.FusedMultiplyAdd(x, b0, c40), Vector512.FusedMultiplyAdd(x, b1, c41));
            x = Vector512.Create(Unsafe.Add(ref a, 5));
            (c50, c51) = (Vector512.FusedMultiplyAdd(x, b0, c50), Vector512.FusedMultiplyAdd(x, b1, c51));
            x = Vector512.Create(Unsafe.Add(ref a, 6));
            (c60, c61) = (Vector512.FusedMultiplyAdd(x, b0, c60), Vector512.FusedMultiplyAdd(x, b1, c61));
            x = Vector512.Create(Unsafe.Add(ref a, 7));
            (c70, c71) = (Vector512.FusedMultiplyAdd(x, b0, c70), Vector512.FusedMultiplyAdd(x, b1, c71));
            x = Vector512.Create(Unsafe.Add(ref a, 8));
            (c80, c81) = (Vector512.FusedMultiplyAdd(x, b0, c80), Vector512.FusedMultiplyAdd(x, b1, c81));
            x = Vector512.Create(Unsafe.Add(ref a, 9));
            (c90, c91) = (Vector512.FusedMultiplyAdd(x, b0, c90), Vector512.FusedMultiplyAdd(x, b1, c91));
            x = Vector512.Create(Unsafe.Add(ref a, 10));
            (cA0, cA1) = (Vector512.FusedMultiplyAdd(x, b0, cA0), Vector512.FusedMultiplyAdd(x, b1, cA1));
            x = Vector512.Create(Unsafe.Add(ref a, 11));
            (cB0, cB1) = (Vector512.FusedMultiplyAdd(x, b0, cB0), Vector512.FusedMultiplyAdd(x, b1, cB1));
            a = ref Unsafe.Add(ref a, RowStrips.High);
            b = ref Unsafe.Add(ref b, Columns);
        }

        Put(ref c, cRows, c00, c01, add);
        Put(ref c, Unsafe.Add(ref cRows, 1), c10, c11, add);
        Put(ref c, Unsafe.Add(ref cRows, 2), c20, c21, add);
        Put(ref c, Unsafe.Add(ref cRows, 3), c30, c31, add);
        Put(ref c, Unsafe.Add(ref cRows, 4), c40, c41, add);
        Put(ref c, Unsafe.Add(ref cRows, 5), c50, c51, add);
        Put(ref c, Unsafe.Add(ref cRows, 6), c60, c61, add);
        Put(ref c, Unsafe.Add(ref cRows, 7), c70, c71, add);
        Put(ref c, Unsafe.Add(ref cRows, 8), c80, c81, add);
        Put(ref c, Unsafe.Add(ref cRows, 9), c90, c91, add);
        Put(ref c, Unsafe.Add(ref cRows, 10), cA0, cA1, add);
        Put(ref c, Unsafe.Add(ref cRows, 11), cB0, cB1, add);
    }

    /// <summary>As <see cref="MultiplyHigh"/>, for eight rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MultiplyLow(ref float c, ref int cRows, ref float a, ref float b, int count, bool add)
    {
        Vector512<float> c00 = default, c10 = default, c20 = default, c30 = default;
        Vector512<float> c40 = default, c50 = default, c60 = default, c70 = default;
        Vector512<float> c01 = default, c11 = default, c21 = default, c31 = default;
        Vector512<float> c41 = default, c51 = default, c61 = default, c71 = default;
        for (; count > 0; count--)
        {
            var b0 = Vector512.LoadUnsafe(ref b);
            var b1 = Vector512.LoadUnsafe(ref b, 16);
            var x = Vector512.Create(a);
            (c00, c01) = (Vector512.FusedMultiplyAdd(x, b0, c00), Vector512.FusedMultiplyAdd(x, b1, c01));
            x = Vector512.Create(Unsafe.Add(ref a, 1));
            (c10, c11) = (Vector512.FusedMultiplyAdd(x, b0, c10), Vector512.FusedMultiplyAdd(x, b1, c11));
            x = Vector512.Create(Unsafe.Add(ref a, 2));
            (c20, c21) = (Vector512.FusedMultiplyAdd(x, b0, c20), Vector512.FusedMultiplyAdd(x, b1, c21));
            x = Vector512.Create(Unsafe.Add(ref a, 3));
            (c30, c31) = (Vector512.FusedMultiplyAdd(x, b0, c30), Vector512.FusedMultiplyAdd(x, b1, c31));
            x = Vector512.Create(Unsafe.Add(ref a, 4));
            (c40, c41) = (Vector512.FusedMultiplyAdd(x, b0, c40), Vector512.FusedMultiplyAdd(x, b1, c41));
            x = Vector512.Create(Unsafe.Add(ref a, 5));
            (c50, c51) = (Vector512.FusedMultiplyAdd(x, b0, c50), Vector512.FusedMultiplyAdd(x, b1, c51));
            x = Vector512.Create(Unsafe.Add(ref a, 6));
            (c60, c61) = (Vector512.FusedMultiplyAdd(x, b0, c60), Vector512.FusedMultiplyAdd(x, b1, c61));
            x = Vector512.Create(Unsafe.Add(ref a, 7));
            (c70, c71) = (Vector512.FusedMultiplyAdd(x, b0, c70), Vector512.FusedMultiplyAdd(x, b1, c71));
            a = ref Unsafe.Add(ref a, RowStrips.Low);
            b = ref Unsafe.Add(ref b, Columns);
        }

        Put(ref c, cRows, c00, c01, add);
        Put(ref c, Unsafe.Add(ref cRows, 1), c10, c11, add);
        Put(ref c, Unsafe.Add(ref cRows, 2), c20, c21, add);
        Put(ref c, Unsafe.Add(ref cRows, 3), c30, c31, add);
        Put(ref c, Unsafe.Add(ref cRows, 4), c40, c41, add);
        Put(ref c, Unsafe.Add(ref cRows, 5), c50, c51, add);
        Put(ref c, Unsafe.Add(ref cRows, 6), c60, c61, add);
        Put(ref c, Unsafe.Add(ref cRows, 7), c70, c71, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref float c, nint offset, Vector512<float> left, Vector512<float> right, bool add)
    {
        ref var row = ref Unsafe.Add(ref c, offset);
        if (add) (left, right) = (left + Vector512.LoadUnsafe(ref row), right + Vector512.LoadUnsafe(ref row, 16));
        left.StoreUnsafe(ref row);
        right.StoreUnsafe(ref row, 16);
    }
}
