namespace Mixtape.Learning.Neural.Operations;

/// <summary>Copies rows of a table; the gradient adds up, in the order of the input, in the rows that were looked up.</summary>
internal sealed class EmbeddingOperation : Operation
{
    private readonly IndexTensor _indices;
    private readonly Parameter _table;
    private readonly int _width;

    public EmbeddingOperation(string name, IndexTensor indices, Parameter table)
        : base(indices.Tape, name, [table], [.. indices.Shape, table.Size(1)])
    {
        (_indices, _table, _width) = (indices, table, table.Size(1));
    }

    internal override void Forward()
    {
        for (var i = 0; i < _indices.Values.Length; i++) Row(_table.Values, Index(i)).CopyTo(Row(Output.Values, i));
    }

    internal override void Backward()
    {
        if (!Accumulates(0)) _table.Gradient.Clear();
        for (var i = 0; i < _indices.Values.Length; i++)
        {
            var target = Row(_table.Gradient, Index(i));
            Elementwise.Map<Elementwise.Sum>(Row(Output.Gradient, i), target, target);
        }
    }

    internal override string Export(GraphExport export) => export.Add(this, "Gather", [export[_table], export[_indices]]);

    private int Index(int i)
    {
        var index = _indices.Values[i];
        return (uint)index < (uint)_table.Size(0)
            ? index
            : throw new InvalidOperationException(
                $"'{_indices.Name}' holds {index} at {i}, but '{_table.Name}' has {_table.Size(0)} rows.");
    }

    private Span<float> Row(Span<float> matrix, int row) => matrix.Slice(row * _width, _width);
}
