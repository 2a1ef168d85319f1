using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mixtape.Numerics.Kernels;

/// <summary>The product of some packed strips of A and one packed panel of B, written to C wherever its entries stand.</summary>
internal static class PanelProduct
{
    // A tile that is no whole one, or whose columns stand apart, is computed here first.
    private const int TileLength = RowStrips.High * PackedTile.Columns;

    private static readonly int[] _tileRows = [.. Enumerable.Range(0, RowStrips.High).Select(row => row * PackedTile.Columns)];

    /// <summary>C = A B, or C += A B, for the strips from <paramref name="first"/> to before <paramref name="last"/>.</summary>
    /// <param name="c">What the offsets of C count from.</param>
    /// <param name="rows">The offsets of all rows of C.</param>
    /// <param name="columns">The offsets of the panel's columns of C.</param>
    /// <param name="strips">How the rows are cut.</param>
    /// <param name="first">The first strip.</param>
    /// <param name="last">The strip after the last.</param>
    /// <param name="a">All packed strips, [depth x height] each.</param>
    /// <param name="b">The packed panel, [depth x 32].</param>
    /// <param name="depth">How many k.</param>
    /// <param name="add">Whether the sums are added to C, or C is overwritten.</param>
    public static void Multiply(
        ref float c, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns,
        RowStrips strips, int first, int last, ref float a, ref float b, int depth, bool add)
    {
        var whole = columns.Length == PackedTile.Columns && RunEnd(columns, 0) == columns.Length;
        for (var strip = first; strip < last; strip++)
        {
            var (start, height) = (strips.Start(strip), strips.Height(strip));
            var targets = rows.Slice(start, Math.Min(height, rows.Length - start));
            ref var left = ref Unsafe.Add(ref a, (nint)start * depth);
            if (whole && targets.Length == height)
                Multiply(ref Unsafe.Add(ref c, columns[0]), ref MemoryMarshal.GetReference(targets), ref left, ref b, depth, height, add);
            else
                MultiplyPart(ref c, targets, columns, ref left, ref b, depth, height, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(ref float c, ref int rows, ref float a, ref float b, int depth, int height, bool add)
    {
        if (height == RowStrips.High) PackedTile.MultiplyHigh(ref c, ref rows, ref a, ref b, depth, add);
        else PackedTile.MultiplyLow(ref c, ref rows, ref a, ref b, depth, add);
    }

    [SkipLocalsInit]
    private static void MultiplyPart(
        ref float c, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ref float a, ref float b, int depth, int height, bool add)
    {
        Span<float> tile = stackalloc float[TileLength];
        Multiply(ref MemoryMarshal.GetReference(tile), ref _tileRows[0], ref a, ref b, depth, height, add: false);
        for (var first = 0; first < columns.Length;)
        {
            var end = RunEnd(columns, first);
            for (var i = 0; i < rows.Length; i++)
            {
                var sums = tile[(i * PackedTile.Columns + first)..(i * PackedTile.Columns + end)];
                var entries = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref c, rows[i] + columns[first]), end - first);
                if (!add) sums.CopyTo(entries);
                else for (var j = 0; j < sums.Length; j++) entries[j] += sums[j];
            }

            first = end;
        }
    }

    private static int RunEnd(ReadOnlySpan<int> offsets, int first)
    {
        var end = first + 1;
        while (end < offsets.Length && offsets[end] == offsets[end - 1] + 1) end++;
        return end;
    }
}
