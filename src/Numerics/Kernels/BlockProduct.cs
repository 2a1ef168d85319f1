using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>The inner products of one or four vectors with all 64 rows of a block of a <see cref="BlockedMatrix"/>.</summary>
public static class BlockProduct
{
    /// <summary>
    /// products[r] = sum over i of x[i] block[i, r], for each row in the order of its entries, each step fused and
    /// rounded once: the same bytes on every machine, and wherever in a block the row stands. Zeros for an empty vector;
    /// NaN and infinities spread as in IEEE arithmetic.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> block, Span<float> products)
    {
        if (block.Length != (long)x.Length * BlockedMatrix.BlockRows)
            throw new ArgumentException($"The block has {block.Length} entries, not {x.Length} x {BlockedMatrix.BlockRows}.");
        Check(products.Length);
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(block);
        var sum0 = Vector512<float>.Zero;
        var sum1 = Vector512<float>.Zero;
        var sum2 = Vector512<float>.Zero;
        var sum3 = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)x.Length; i++)
        {
            var entry = Vector512.Create(Unsafe.Add(ref a, i));
            sum0 = Vector512.FusedMultiplyAdd(entry, Vector512.LoadUnsafe(ref b), sum0);
            sum1 = Vector512.FusedMultiplyAdd(entry, Vector512.LoadUnsafe(ref b, 16), sum1);
            sum2 = Vector512.FusedMultiplyAdd(entry, Vector512.LoadUnsafe(ref b, 32), sum2);
            sum3 = Vector512.FusedMultiplyAdd(entry, Vector512.LoadUnsafe(ref b, 48), sum3);
            b = ref Unsafe.Add(ref b, BlockedMatrix.BlockRows);
        }

        Store(ref MemoryMarshal.GetReference(products), 0, sum0, sum1, sum2, sum3);
    }

    /// <summary>
    /// As <see cref="Multiply"/> for four vectors of one length at once, to the same bytes, so that each number of the block is loaded
    /// once for four products: products[64 k + r] is that of the k-th vector with row r.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void MultiplyFour(
        ReadOnlySpan<float> w, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, ReadOnlySpan<float> block,
        Span<float> products)
    {
        if (x.Length != w.Length || y.Length != w.Length || z.Length != w.Length)
            throw new ArgumentException($"The vectors have {w.Length}, {x.Length}, {y.Length} and {z.Length} entries.");
        if (block.Length != (long)w.Length * BlockedMatrix.BlockRows)
            throw new ArgumentException($"The block has {block.Length} entries, not {w.Length} x {BlockedMatrix.BlockRows}.");
        if (products.Length != 4 * BlockedMatrix.BlockRows)
            throw new ArgumentException($"There is room for {products.Length} products, not 4 x {BlockedMatrix.BlockRows}.");
        ref var a = ref MemoryMarshal.GetReference(w);
        ref var b = ref MemoryMarshal.GetReference(x);
        ref var c = ref MemoryMarshal.GetReference(y);
        ref var d = ref MemoryMarshal.GetReference(z);
        ref var column = ref MemoryMarshal.GetReference(block);
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        for (nuint i = 0; i < (nuint)w.Length; i++)
        {
            var v0 = Vector512.LoadUnsafe(ref column);
            var v1 = Vector512.LoadUnsafe(ref column, 16);
            var v2 = Vector512.LoadUnsafe(ref column, 32);
            var v3 = Vector512.LoadUnsafe(ref column, 48);
            var entry = Vector512.Create(Unsafe.Add(ref a, i));
            (a0, a1) = (Vector512.FusedMultiplyAdd(entry, v0, a0), Vector512.FusedMultiplyAdd(entry, v1, a1));
            (a2, a3) = (Vector512.FusedMultiplyAdd(entry, v2, a2), Vector512.FusedMultiplyAdd(entry, v3, a3));
            entry = Vector512.Create(Unsafe.Add(ref b, i));
            (b0, b1) = (Vector512.FusedMultiplyAdd(entry, v0, b0), Vector512.FusedMultiplyAdd(entry, v1, b1));
            (b2, b3) = (Vector512.FusedMultiplyAdd(entry, v2, b2), Vector512.FusedMultiplyAdd(entry, v3, b3));
            entry = Vector512.Create(Unsafe.Add(ref c, i));
            (c0, c1) = (Vector512.FusedMultiplyAdd(entry, v0, c0), Vector512.FusedMultiplyAdd(entry, v1, c1));
            (c2, c3) = (Vector512.FusedMultiplyAdd(entry, v2, c2), Vector512.FusedMultiplyAdd(entry, v3, c3));
            entry = Vector512.Create(Unsafe.Add(ref d, i));
            (d0, d1) = (Vector512.FusedMultiplyAdd(entry, v0, d0), Vector512.FusedMultiplyAdd(entry, v1, d1));
            (d2, d3) = (Vector512.FusedMultiplyAdd(entry, v2, d2), Vector512.FusedMultiplyAdd(entry, v3, d3));
            column = ref Unsafe.Add(ref column, BlockedMatrix.BlockRows);
        }

        ref var target = ref MemoryMarshal.GetReference(products);
        Store(ref target, 0, a0, a1, a2, a3);
        Store(ref target, BlockedMatrix.BlockRows, b0, b1, b2, b3);
        Store(ref target, 2 * BlockedMatrix.BlockRows, c0, c1, c2, c3);
        Store(ref target, 3 * BlockedMatrix.BlockRows, d0, d1, d2, d3);
    }

    /// <summary>values[r] = values[r] / divisor / divisors[r], for 64 rows.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Divide(Span<float> values, float divisor, ReadOnlySpan<float> divisors)
    {
        Check(values.Length);
        Check(divisors.Length);
        ref var target = ref MemoryMarshal.GetReference(values);
        ref var source = ref MemoryMarshal.GetReference(divisors);
        var common = Vector512.Create(divisor);
        for (nuint r = 0; r < BlockedMatrix.BlockRows; r += Lanes.Count)
            (Vector512.LoadUnsafe(ref target, r) / common / Vector512.LoadUnsafe(ref source, r)).StoreUnsafe(ref target, r);
    }

    /// <summary>Which of 64 values are at least a threshold: bit r for values[r]. NaN is not.</summary>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static ulong AtLeast(ReadOnlySpan<float> values, float threshold)
    {
        Check(values.Length);
        ref var source = ref MemoryMarshal.GetReference(values);
        var least = Vector512.Create(threshold);
        var mask = 0UL;
        for (var r = 0; r < BlockedMatrix.BlockRows; r += Lanes.Count)
        {
            var reached = Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(ref source, (nuint)r), least);
            mask |= reached.ExtractMostSignificantBits() << r;
        }

        return mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        ref float target, nuint at, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3)
    {
        v0.StoreUnsafe(ref target, at);
        v1.StoreUnsafe(ref target, at + 16);
        v2.StoreUnsafe(ref target, at + 32);
        v3.StoreUnsafe(ref target, at + 48);
    }

    private static void Check(int length)
    {
        if (length != BlockedMatrix.BlockRows) throw new ArgumentException($"{length} values, not {BlockedMatrix.BlockRows}.");
    }
}
