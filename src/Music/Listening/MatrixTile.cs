namespace Mixtape.Music.Listening;

/// <summary>
/// One tile of the listening matrix: a block of rows against a block of columns (listeners x tracks, or tracks x
/// listeners), as compressed sparse rows. An entry is a pair's weighted plays r while they are counted, and what they say
/// once they are weighed; 0 marks a pair that is known but of no interest (only skipped). Each row holds its training
/// entries first, then those held out for evaluation (of which those with 0 are set aside, not wanted), each part in rising
/// order of column. Immutable by convention, so safe for concurrent reads.
/// </summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="RowPointers">
/// [2 x Rows + 1]: row i's training entries are those from RowPointers[2i] up to RowPointers[2i + 1], its held-out ones
/// go on from there up to RowPointers[2i + 2].
/// </param>
/// <param name="Columns">The column of each entry, within the block of columns.</param>
/// <param name="Values">The value of each entry, finite and not negative.</param>
public sealed record MatrixTile(int Rows, int[] RowPointers, int[] Columns, float[] Values)
{
    /// <summary>Number of entries, held-out ones included.</summary>
    public int Entries => Columns.Length;

    /// <summary>Where row <paramref name="row"/> stands in <see cref="Columns"/> and <see cref="Values"/>.</summary>
    public Range Row(int row, bool includeHoldout) =>
        RowPointers[2 * row]..RowPointers[2 * row + (includeHoldout ? 2 : 1)];

    /// <summary>Where row <paramref name="row"/>'s held-out entries stand.</summary>
    public Range Holdout(int row) => RowPointers[2 * row + 1]..RowPointers[2 * row + 2];

    /// <summary>The same entries by column: [columns x rows].</summary>
    public MatrixTile Transpose(int columns)
    {
        var pointers = new int[2 * columns + 1];
        for (var part = 0; part < 2 * Rows; part++)
            for (var e = RowPointers[part]; e < RowPointers[part + 1]; e++)
                pointers[2 * Columns[e] + (part & 1) + 1]++;
        for (var i = 1; i < pointers.Length; i++) pointers[i] += pointers[i - 1];

        var next = pointers.AsSpan(0, 2 * columns).ToArray();
        var rows = new int[Entries];
        var values = new float[Entries];
        for (var part = 0; part < 2 * Rows; part++)
        {
            for (var e = RowPointers[part]; e < RowPointers[part + 1]; e++)
            {
                var target = next[2 * Columns[e] + (part & 1)]++;
                rows[target] = part / 2;
                values[target] = Values[e];
            }
        }

        return new MatrixTile(columns, pointers, rows, values);
    }
}
