using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
                if (LaneTranspose.IsSupported) CopyBlock(ref block, (nuint)stride, ref Unsafe.Add(ref scale, j), ref turned, (nuint)rows);
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

    /// <summary>Sixteen by sixteen, half the columns at a time.</summary>
    private static void CopyBlock(ref float block, nuint stride, ref float scale, ref float turned, nuint width)
    {
        for (nuint half = 0; half < 2; half++)
        {
            ref var left = ref Unsafe.Add(ref block, 8 * half);
            var (a0, b0) = Quarters(ref left, stride);
            var (a1, b1) = Quarters(ref Unsafe.Add(ref left, stride), stride);
            var (a2, b2) = Quarters(ref Unsafe.Add(ref left, 2 * stride), stride);
            var (a3, b3) = Quarters(ref Unsafe.Add(ref left, 3 * stride), stride);
            ref var first = ref Unsafe.Add(ref turned, 8 * half * width);
            ref var scales = ref Unsafe.Add(ref scale, 8 * half);
            Store(LaneTranspose.Turn(a0, a1, a2, a3), ref scales, ref first, width);
            Store(LaneTranspose.Turn(b0, b1, b2, b3), ref Unsafe.Add(ref scales, 4), ref Unsafe.Add(ref first, 4 * width), width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Quarters(ref float row, nuint stride) =>
        LaneTranspose.Quarters(
            Vector256.LoadUnsafe(ref row), Vector256.LoadUnsafe(ref row, 4 * stride),
            Vector256.LoadUnsafe(ref row, 8 * stride), Vector256.LoadUnsafe(ref row, 12 * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        (Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth) rows,
        ref float scale, ref float first, nuint width)
    {
        (rows.First * scale).StoreUnsafe(ref first);
        (rows.Second * Unsafe.Add(ref scale, 1)).StoreUnsafe(ref first, width);
        (rows.Third * Unsafe.Add(ref scale, 2)).StoreUnsafe(ref first, 2 * width);
        (rows.Fourth * Unsafe.Add(ref scale, 3)).StoreUnsafe(ref first, 3 * width);
    }
}
