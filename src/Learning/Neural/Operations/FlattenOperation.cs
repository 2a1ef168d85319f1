using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>The same numbers under two axes.</summary>
internal sealed class FlattenOperation(string name, Tensor x)
    : Operation(x.Tape, name, [x], [x.Shape[0], Dimension.Derive(x.Shape[1..], x.Length / x.Size(0), name)])
{
    internal override void Forward() => x.Values.CopyTo(Output.Values);

    internal override void Backward() => Elementwise.AddOrCopy(Output.Gradient, x.Gradient, Accumulates(0));

    internal override string Export(GraphExport export) => export.Add(this, "Flatten", [export[x]], OnnxAttribute.Integer("axis", 1));
}
