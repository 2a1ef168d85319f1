namespace Mixtape.Learning.Neural.Operations;

/// <summary>The same numbers under two axes.</summary>
internal sealed class FlattenOperation(string name, Tensor x)
    : Operation(x.Tape, name, [x], [x.Shape[0], x.Length / x.Size(0)])
{
    protected internal override void Forward() => x.Values.CopyTo(Output.Values);

    protected internal override void Backward() => Elementwise.AddOrCopy(Output.Gradient, x.Gradient, Accumulates(0));
}
