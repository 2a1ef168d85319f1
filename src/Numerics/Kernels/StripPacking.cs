using System.Runtime.CompilerServices;

namespace Mixtape.Numerics.Kernels;

/// <summary>
/// Copies part of a matrix to where a register tile reads it: for each column the entries of some rows side by side, and zeros for rows
/// that are missing.
/// </summary>
internal static class StripPacking
{
    /// <summary>target[(k - column) width + i - row] = source[i, k] for rows row .. row + rows and columns column .. column + depth.</summary>
    public static void Pack(
        MatrixLayout layout, ref float source, int row, int rows, int column, int depth, ref float target, int width)
    {
        var rowOffsets = layout.RowOffsets.Slice(row, rows);
        var columnOffsets = layout.ColumnOffsets.Slice(column, depth);
        foreach (var k in columnOffsets)
        {
            for (var i = 0; i < rowOffsets.Length; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, rowOffsets[i] + k);
            for (var i = rowOffsets.Length; i < width; i++) Unsafe.Add(ref target, i) = 0;
            target = ref Unsafe.Add(ref target, width);
        }
    }

    /// <summary>As above, for rows that stand anywhere and whose columns stand side by side.</summary>
    public static void Turn(ref float source, ReadOnlySpan<int> rows, int depth, ref float target, int width)
    {
        for (var k = 0; k < depth; k++)
        {
            for (var i = 0; i < rows.Length; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, rows[i] + k);
            for (var i = rows.Length; i < width; i++) Unsafe.Add(ref target, i) = 0;
            target = ref Unsafe.Add(ref target, width);
        }
    }
}
