using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>Row by row, the parts' last axes one after the other.</summary>
internal sealed class ConcatenateOperation : Operation
{
    public ConcatenateOperation(string name, ReadOnlySpan<Tensor> parts)
        : base(parts[0].Tape, name, parts, Shape(name, parts))
    {
    }

    internal override void Forward()
    {
        var start = 0;
        foreach (var part in Inputs)
        {
            for (var row = 0; row < Rows; row++) Row(part.Values, row, part).CopyTo(Row(Output.Values, row, Output)[start..]);
            start += part.Size(-1);
        }
    }

    internal override void Backward()
    {
        var start = 0;
        for (var i = 0; i < Inputs.Length; i++)
        {
            var part = Inputs[i];
            for (var row = 0; row < Rows && part.RequiresGradient; row++)
                Elementwise.AddOrCopy(
                    Row(Output.Gradient, row, Output).Slice(start, part.Size(-1)), Row(part.Gradient, row, part), Accumulates(i));
            start += part.Size(-1);
        }
    }

    internal override string Export(GraphExport export) =>
        export.Add(this, "Concat", [.. Inputs.ToArray().Select(part => export[part])], OnnxAttribute.Integer("axis", -1));

    private int Rows => Output.Length / Output.Size(-1);

    private static Span<float> Row(Span<float> values, int row, Tensor of) => values.Slice(row * of.Size(-1), of.Size(-1));

    private static Dimension[] Shape(string name, ReadOnlySpan<Tensor> parts)
    {
        Dimension[] shape = [.. parts[0].Shape];
        if (shape.Length == 0) throw new ArgumentException($"'{name}' joins numbers without an axis.");
        var widths = new Dimension[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Rank != shape.Length || !Rest(parts[i]).SequenceEqual(Rest(parts[0])))
                throw new ArgumentException($"'{name}' joins {parts[0]} and {parts[i]}: all axes but the last must be the same.");
            widths[i] = parts[i].Shape[^1];
        }

        shape[^1] = Dimension.Derive(widths, widths.Sum(width => width.Size), name);
        return shape;
    }

    /// <summary>The sizes of all axes but the last.</summary>
    private static int[] Rest(Tensor part) => Array.ConvertAll(part.Shape[..^1].ToArray(), axis => axis.Size);
}
