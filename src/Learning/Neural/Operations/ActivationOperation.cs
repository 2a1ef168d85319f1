using System.Runtime.Intrinsics;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>y = f(x) for each number; dx = dy f'(x), with f'(x) found from y.</summary>
internal sealed class ActivationOperation<TActivation> : Operation
    where TActivation : IActivation
{
    private readonly Tensor _x;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public ActivationOperation(string name, Tensor x)
        : base(x.Tape, name, [x], x.Shape)
    {
        _x = x;
        _forward = new ParallelLoop(
            Tape.Team, x.Length, Elementwise.Grain,
            (start, end) => Elementwise.Map<Value>(x.Values[start..end], Output.Values[start..end]));
        _backward = new ParallelLoop(Tape.Team, x.Length, Elementwise.Grain, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export) =>
        export.Add(this, TActivation.OnnxOperator, [export[_x]], TActivation.OnnxAttributes);

    private void Backward(int start, int end)
    {
        var dy = Output.Gradient[start..end];
        var y = Output.Values[start..end];
        var dx = _x.Gradient[start..end];
        if (Accumulates(0)) Elementwise.Update<Pullback>(dy, y, dx);
        else Elementwise.Map<Pullback>(dy, y, dx);
    }

    private readonly struct Value : IUnaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> x) => TActivation.Value(x);
    }

    private readonly struct Pullback : IBinaryFunction, ITernaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> dy, Vector512<float> y) => dy * TActivation.Slope(y);

        public static Vector512<float> Apply(Vector512<float> dy, Vector512<float> y, Vector512<float> dx) =>
            Vector512.FusedMultiplyAdd(dy, TActivation.Slope(y), dx);
    }
}
