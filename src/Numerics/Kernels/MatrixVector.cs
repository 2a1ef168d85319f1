using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>The products of a matrix and a vector (BLAS gemv). Strides are multiples of sixteen, and paddings finite.</summary>
public static class MatrixVector
{
    private const int Strip = 4 * Lanes.Count;

    /// <summary>
    /// y = A x: A is [rows x stride] row-major, x [stride], y [rows]. Each entry is one chain over vectors of sixteen, then the lanes
    /// pairwise.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> x, Span<float> y)
    {
        var stride = Check(a.Length, x.Length, y.Length);
        ref var matrix = ref MemoryMarshal.GetReference(a);
        ref var vector = ref MemoryMarshal.GetReference(x);
        var row = 0;
        for (; row + 4 <= y.Length; row += 4)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (nuint j = 0; j < stride; j += Lanes.Count)
            {
                var factor = Vector512.LoadUnsafe(ref vector, j);
                s0 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref matrix, j), s0);
                s1 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref matrix, stride + j), s1);
                s2 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref matrix, 2 * stride + j), s2);
                s3 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref matrix, 3 * stride + j), s3);
            }

            Lanes.Sum(s0, s1, s2, s3).StoreUnsafe(ref y[row]);
            matrix = ref Unsafe.Add(ref matrix, 4 * stride);
        }

        for (; row < y.Length; row++)
        {
            var sum = Vector512<float>.Zero;
            for (nuint j = 0; j < stride; j += Lanes.Count)
                sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref vector, j), Vector512.LoadUnsafe(ref matrix, j), sum);
            y[row] = Lanes.Sum(sum);
            matrix = ref Unsafe.Add(ref matrix, stride);
        }
    }

    /// <summary>
    /// y += A^T x: A is [rows x stride] row-major, x [rows], y [stride]. Each entry is one chain in the order of the rows.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void AddTransposed(ReadOnlySpan<float> a, ReadOnlySpan<float> x, Span<float> y)
    {
        var stride = Check(a.Length, y.Length, x.Length);
        ref var matrix = ref MemoryMarshal.GetReference(a);
        ref var result = ref MemoryMarshal.GetReference(y);
        nuint j = 0;
        for (; j + Strip <= stride; j += Strip)
        {
            var (s0, s1) = (Vector512.LoadUnsafe(ref result, j), Vector512.LoadUnsafe(ref result, j + 16));
            var (s2, s3) = (Vector512.LoadUnsafe(ref result, j + 32), Vector512.LoadUnsafe(ref result, j + 48));
            ref var row = ref Unsafe.Add(ref matrix, j);
            foreach (var entry in x)
            {
                var factor = Vector512.Create(entry);
                s0 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row), s0);
                s1 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row, 16), s1);
                s2 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row, 32), s2);
                s3 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row, 48), s3);
                row = ref Unsafe.Add(ref row, stride);
            }

            s0.StoreUnsafe(ref result, j);
            s1.StoreUnsafe(ref result, j + 16);
            s2.StoreUnsafe(ref result, j + 32);
            s3.StoreUnsafe(ref result, j + 48);
        }

        for (; j < stride; j += Lanes.Count)
        {
            var sum = Vector512.LoadUnsafe(ref result, j);
            ref var row = ref Unsafe.Add(ref matrix, j);
            foreach (var entry in x)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(entry), Vector512.LoadUnsafe(ref row), sum);
                row = ref Unsafe.Add(ref row, stride);
            }

            sum.StoreUnsafe(ref result, j);
        }
    }

    private static nuint Check(int entries, int stride, int rows)
    {
        if (stride % Lanes.Count != 0) throw new ArgumentException($"A stride of {stride} is no multiple of {Lanes.Count}.");
        if (entries < (long)rows * stride) throw new ArgumentException($"{rows} rows of {stride} entries are more than {entries}.");
        return (nuint)stride;
    }
}
