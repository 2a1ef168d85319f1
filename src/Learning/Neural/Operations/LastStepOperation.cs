using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>y[n, j] = x[n, last, j].</summary>
internal sealed class LastStepOperation(string name, Tensor x)
    : Operation(x.Tape, name, [x], [x.Shape[0], x.Shape[2]])
{
    internal override void Forward()
    {
        for (var sample = 0; sample < x.Size(0); sample++) Last(x.Values, sample).CopyTo(Row(Output.Values, sample));
    }

    internal override void Backward()
    {
        if (!Accumulates(0)) x.Gradient.Clear();
        for (var sample = 0; sample < x.Size(0); sample++)
        {
            var target = Last(x.Gradient, sample);
            Elementwise.Map<Elementwise.Sum>(Row(Output.Gradient, sample), target, target);
        }
    }

    internal override string Export(GraphExport export) =>
        export.Add(
            this, "Gather", [export[x], export.Constant($"{Name}.last", (ReadOnlySpan<long>)[-1])], OnnxAttribute.Integer("axis", 1));

    private Span<float> Last(Span<float> values, int sample) => values.Slice(((sample + 1) * x.Size(1) - 1) * x.Size(2), x.Size(2));

    private Span<float> Row(Span<float> values, int sample) => values.Slice(sample * x.Size(2), x.Size(2));
}
