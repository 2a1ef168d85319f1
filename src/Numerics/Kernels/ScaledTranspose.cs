using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mixtape.Numerics.Kernels;

/// <summary>Turns a matrix's rows into columns, and multiplies each of the new rows by a number of its own.</summary>
public static class ScaledTranspose
{
    private const int Side = Lanes.Count;

    /// <summary>
    /// target[j, i] = scales[j] x source[i, j]. Source is [rows x stride], rows and stride multiples of sixteen, the latter as long as the
    /// scales; target is [stride x rows].
    /// </summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Copy(ReadOnlySpan<float> source, int rows, ReadOnlySpan<float> scales, Span<float> target)
    {
        var stride = scales.Length;
        if (stride % Side != 0 || rows % Side != 0) throw new ArgumentException($"{rows} rows or {stride} entries are no multiple of {Side}.");
        if (source.Length < (long)rows * stride || target.Length < (long)rows * stride)
            throw new ArgumentException($"{rows} rows of {stride} entries do not fit {source.Length} and {target.Length}.");
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var scale = ref MemoryMarshal.GetReference(scales);
        for (var i = 0; i < rows; i += Side)
        {
            for (var j = 0; j < stride; j += Side)
            {
                ref var block = ref Unsafe.Add(ref from, i * stride + j);
                ref var turned = ref Unsafe.Add(ref to, j * rows + i);
                if (Avx512F.IsSupported) CopyBlock(ref block, (nuint)stride, ref Unsafe.Add(ref scale, j), ref turned, (nuint)rows);
                else CopyEntries(ref block, stride, ref Unsafe.Add(ref scale, j), ref turned, rows);
            }
        }
    }

    private static void CopyEntries(ref float block, int stride, ref float scale, ref float turned, int width)
    {
        for (var j = 0; j < Side; j++)
            for (var i = 0; i < Side; i++)
                Unsafe.Add(ref turned, j * width + i) = Unsafe.Add(ref scale, j) * Unsafe.Add(ref block, i * stride + j);
    }

    /// <summary>Sixteen by sixteen: pairs of entries, then pairs of pairs, within each quarter; then the quarters.</summary>
    private static void CopyBlock(ref float block, nuint stride, ref float scale, ref float turned, nuint width)
    {
        for (nuint half = 0; half < 2; half++)
        {
            // Rows r, r + 4, r + 8 and r + 12 side by side: what each 4 x 4 transposition in the quarters then leaves are whole rows.
            ref var left = ref Unsafe.Add(ref block, 8 * half);
            var (a0, b0) = Quarters(ref left, stride);
            var (a1, b1) = Quarters(ref Unsafe.Add(ref left, stride), stride);
            var (a2, b2) = Quarters(ref Unsafe.Add(ref left, 2 * stride), stride);
            var (a3, b3) = Quarters(ref Unsafe.Add(ref left, 3 * stride), stride);
            ref var first = ref Unsafe.Add(ref turned, 8 * half * width);
            ref var scales = ref Unsafe.Add(ref scale, 8 * half);
            Store(a0, a1, a2, a3, ref scales, ref first, width);
            Store(b0, b1, b2, b3, ref Unsafe.Add(ref scales, 4), ref Unsafe.Add(ref first, 4 * width), width);
        }
    }

    /// <summary>Columns 0 to 3, and 4 to 7, of rows r, r + 4, r + 8 and r + 12, a row in each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Quarters(ref float row, nuint stride)
    {
        var low = Vector512.Create(Vector256.LoadUnsafe(ref row), Vector256.LoadUnsafe(ref row, 8 * stride));
        var high = Vector512.Create(Vector256.LoadUnsafe(ref row, 4 * stride), Vector256.LoadUnsafe(ref row, 12 * stride));
        var rows = Avx512F.Shuffle4x128(low, high, 0b10_00_10_00);   // r: 0-3, r+8: 0-3, r+4: 0-3, r+12: 0-3
        var others = Avx512F.Shuffle4x128(low, high, 0b11_01_11_01);
        return (Avx512F.Shuffle4x128(rows, rows, 0b11_01_10_00), Avx512F.Shuffle4x128(others, others, 0b11_01_10_00));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector512<float> r0, Vector512<float> r1, Vector512<float> r2, Vector512<float> r3, ref float scale, ref float first, nuint width)
    {
        var (t0, t1) = (Avx512F.UnpackLow(r0, r1).AsDouble(), Avx512F.UnpackHigh(r0, r1).AsDouble());
        var (t2, t3) = (Avx512F.UnpackLow(r2, r3).AsDouble(), Avx512F.UnpackHigh(r2, r3).AsDouble());
        (Avx512F.UnpackLow(t0, t2).AsSingle() * scale).StoreUnsafe(ref first);
        (Avx512F.UnpackHigh(t0, t2).AsSingle() * Unsafe.Add(ref scale, 1)).StoreUnsafe(ref first, width);
        (Avx512F.UnpackLow(t1, t3).AsSingle() * Unsafe.Add(ref scale, 2)).StoreUnsafe(ref first, 2 * width);
        (Avx512F.UnpackHigh(t1, t3).AsSingle() * Unsafe.Add(ref scale, 3)).StoreUnsafe(ref first, 3 * width);
    }
}
