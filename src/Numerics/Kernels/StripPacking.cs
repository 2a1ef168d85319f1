using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// Copies part of a matrix to where a register tile reads it: for each column, the entries of some rows side by side. Where rows are
/// missing to the strip's width, anything may stand: it only meets entries of C that nobody keeps.
/// </summary>
internal static class StripPacking
{
    // Columns turned into rows at a time.
    private const int Step = 8;

    private static readonly int[] _consecutive = [.. Enumerable.Range(0, Step)];

    /// <summary>
    /// target[(k - column) width + i - row] = source[i, k] for the rows from <paramref name="row"/> and the columns from
    /// <paramref name="column"/> on, at most 32 rows.
    /// </summary>
    public static void Pack(MatrixLayout layout, ref float source, int row, int rows, int column, int depth, ref float target, int width)
    {
        var offsets = layout.RowOffsets.Slice(row, rows);
        var columns = layout.ColumnOffsets.Slice(column, depth);
        var runEnds = layout.ColumnRunEnds.Slice(column, depth);
        if (!TurningPays(offsets))
        {
            Copy(ref source, offsets, columns, ref target, width);
            return;
        }

        for (int k = 0, end; k < depth; k = end)
        {
            end = Math.Min(runEnds[k] - column, depth);
            ref var to = ref Unsafe.Add(ref target, k * width);
            if (end - k >= Step)
            {
                Turn(ref Unsafe.Add(ref source, columns[k]), offsets, end - k, ref to, width);
                continue;
            }

            while (end < depth && runEnds[end] - column - end < Step) end = runEnds[end] - column;
            end = Math.Min(end, depth);
            Copy(ref source, offsets, columns[k..end], ref to, width);
        }
    }

    /// <summary>As <see cref="Pack"/>, for columns that stand side by side, from the first.</summary>
    public static void Turn(ref float source, ReadOnlySpan<int> rows, int depth, ref float target, int width)
    {
        if (depth < Step || !LaneTranspose.IsSupported)
        {
            for (var k = 0; k < depth; k += Step)
            {
                var columns = _consecutive.AsSpan(0, Math.Min(Step, depth - k));
                Copy(ref Unsafe.Add(ref source, k), rows, columns, ref Unsafe.Add(ref target, k * width), width);
            }

            return;
        }

        Span<int> offsets = stackalloc int[Lanes.Count];
        for (var first = 0; first < rows.Length; first += Lanes.Count)
        {
            for (var i = 0; i < Lanes.Count; i++) offsets[i] = rows[Math.Min(first + i, rows.Length - 1)];
            for (var k = 0; k < depth; k += Step)
            {
                k = Math.Min(k, depth - Step); // the last step may take some columns again
                TurnStep(ref Unsafe.Add(ref source, k), ref offsets[0], ref Unsafe.Add(ref target, k * width + first), (nuint)width);
            }
        }
    }

    /// <summary>Whether less than half a vector of rows stands side by side: then columns may, and if not, little is lost.</summary>
    private static bool TurningPays(ReadOnlySpan<int> rows)
    {
        var runs = 1;
        for (var i = 1; i < rows.Length; i++)
            if (rows[i] != rows[i - 1] + 1) runs++;
        return rows.Length < runs * Step && runs > 1;
    }

    private static void Copy(ref float source, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ref float target, int width)
    {
        for (var first = 0; first < rows.Length;)
        {
            var end = first + 1;
            while (end < rows.Length && rows[end] == rows[end - 1] + 1) end++;
            CopyRun(ref Unsafe.Add(ref source, rows[first]), columns, ref Unsafe.Add(ref target, first), width, end - first);
            first = end;
        }
    }

    /// <summary>Rows side by side: two vectors that may overlap take up to twice their lanes, and nothing beyond.</summary>
    private static void CopyRun(ref float source, ReadOnlySpan<int> columns, ref float target, int width, int count)
    {
        foreach (var column in columns)
        {
            ref var from = ref Unsafe.Add(ref source, column);
            if (count >= 16)
            {
                Vector512.LoadUnsafe(ref from).StoreUnsafe(ref target);
                Vector512.LoadUnsafe(ref from, (nuint)count - 16).StoreUnsafe(ref target, (nuint)count - 16);
            }
            else if (count >= 8)
            {
                Vector256.LoadUnsafe(ref from).StoreUnsafe(ref target);
                Vector256.LoadUnsafe(ref from, (nuint)count - 8).StoreUnsafe(ref target, (nuint)count - 8);
            }
            else if (count >= 4)
            {
                Vector128.LoadUnsafe(ref from).StoreUnsafe(ref target);
                Vector128.LoadUnsafe(ref from, (nuint)count - 4).StoreUnsafe(ref target, (nuint)count - 4);
            }
            else
            {
                for (var i = 0; i < count; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref from, i);
            }

            target = ref Unsafe.Add(ref target, width);
        }
    }

    /// <summary>Eight columns of sixteen rows.</summary>
    private static void TurnStep(ref float source, ref int rows, ref float target, nuint width)
    {
        var (a0, b0) = Quarters(ref source, ref rows);
        var (a1, b1) = Quarters(ref source, ref Unsafe.Add(ref rows, 1));
        var (a2, b2) = Quarters(ref source, ref Unsafe.Add(ref rows, 2));
        var (a3, b3) = Quarters(ref source, ref Unsafe.Add(ref rows, 3));
        StoreFour(LaneTranspose.Turn(a0, a1, a2, a3), ref target, width);
        StoreFour(LaneTranspose.Turn(b0, b1, b2, b3), ref Unsafe.Add(ref target, 4 * width), width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Quarters(ref float source, ref int rows) =>
        LaneTranspose.Quarters(
            Vector256.LoadUnsafe(ref Unsafe.Add(ref source, rows)),
            Vector256.LoadUnsafe(ref Unsafe.Add(ref source, Unsafe.Add(ref rows, 4))),
            Vector256.LoadUnsafe(ref Unsafe.Add(ref source, Unsafe.Add(ref rows, 8))),
            Vector256.LoadUnsafe(ref Unsafe.Add(ref source, Unsafe.Add(ref rows, 12))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(
        (Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth) columns,
        ref float target, nuint width)
    {
        Store(columns.First, ref target, width);
        Store(columns.Second, ref Unsafe.Add(ref target, width), width);
        Store(columns.Third, ref Unsafe.Add(ref target, 2 * width), width);
        Store(columns.Fourth, ref Unsafe.Add(ref target, 3 * width), width);
    }

    /// <summary>As many lanes as the strip is wide, so that nothing of the next column or strip is touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> column, ref float target, nuint width)
    {
        if (width == PackedTile.Columns)
        {
            column.StoreUnsafe(ref target);
            return;
        }

        column.GetLower().StoreUnsafe(ref target);
        if (width == RowStrips.High) column.GetUpper().GetLower().StoreUnsafe(ref target, 8);
    }
}
