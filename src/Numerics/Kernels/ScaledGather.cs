using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mixtape.Numerics.Kernels;

/// <summary>Puts chosen rows of a matrix one after the other, each multiplied by a number of its own.</summary>
public static class ScaledGather
{
    // Rows between asking for one and using it.
    private const int Ahead = 24;

    /// <summary>
    /// target[k, :] = scales[k] x row indices[k] of <paramref name="rows"/>, padding included, at the matrix's own stride.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="IndexOutOfRangeException">An index is not a row.</exception>
    public static void Copy(FactorMatrix rows, ReadOnlySpan<int> indices, ReadOnlySpan<float> scales, Span<float> target)
    {
        if (indices.Length != scales.Length) throw new ArgumentException($"There are {indices.Length} indices but {scales.Length} scales.");
        if (target.Length < (long)indices.Length * rows.Stride)
            throw new ArgumentException($"{indices.Length} rows of {rows.Stride} entries do not fit {target.Length}.");
        ref var source = ref MemoryMarshal.GetReference(rows.Data);
        ref var to = ref MemoryMarshal.GetReference(target);
        var stride = (nuint)rows.Stride;
        for (var k = 0; k < indices.Length; k++)
        {
            var index = indices[k];
            if ((uint)index >= (uint)rows.Rows) throw new IndexOutOfRangeException($"Row {index} of {rows.Rows}.");
            if (k + Ahead < indices.Length) PrefetchRow(rows, ref source, indices[k + Ahead]);
            ref var row = ref Unsafe.Add(ref source, index * (nint)stride);
            var scale = Vector512.Create(scales[k]);
            for (nuint j = 0; j < stride; j += Lanes.Count) (scale * Vector512.LoadUnsafe(ref row, j)).StoreUnsafe(ref to, j);
            to = ref Unsafe.Add(ref to, stride);
        }
    }

    /// <summary>
    /// Asks for rows that will be gathered soon, so that they are near when they are needed: most of a gathering's time is waiting for memory.
    /// Does nothing where the hardware cannot be asked.
    /// </summary>
    public static void Prefetch(FactorMatrix rows, ReadOnlySpan<int> indices)
    {
        ref var source = ref MemoryMarshal.GetReference(rows.Data);
        foreach (var index in indices) PrefetchRow(rows, ref source, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void PrefetchRow(FactorMatrix rows, ref float source, int index)
    {
        // An address is all that is taken, and only a hint is made of it, so the collector may move the rows meanwhile.
        if (!Sse.IsSupported || (uint)index >= (uint)rows.Rows) return;
        ref var row = ref Unsafe.Add(ref source, index * (nint)rows.Stride);
        for (var j = 0; j < rows.Stride; j += Lanes.Count) Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.Add(ref row, j)));
    }
}
