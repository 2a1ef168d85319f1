using Mixtape.Learning.Onnx;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>Softmax over the last axis; dx = y (dy - dy.y).</summary>
internal sealed class SoftmaxOperation : Operation
{
    private readonly Tensor _x;
    private readonly int _width;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public SoftmaxOperation(string name, Tensor x)
        : base(x.Tape, name, [x], x.Shape)
    {
        (_x, _width) = (x, x.Size(-1));
        var rows = x.Length / _width;
        _forward = ParallelLoop.OverRows(Tape.Team, rows, _width, Forward);
        _backward = ParallelLoop.OverRows(Tape.Team, rows, _width, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export) => export.Add(this, "Softmax", [export[_x]], OnnxAttribute.Integer("axis", -1));

    private void Forward(int start, int end)
    {
        for (var row = start; row < end; row++)
            SoftmaxRow.Compute(_x.Values.Slice(row * _width, _width), Output.Values.Slice(row * _width, _width));
    }

    private void Backward(int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            var y = Output.Values.Slice(row * _width, _width);
            var dy = Output.Gradient.Slice(row * _width, _width);
            var dx = _x.Gradient.Slice(row * _width, _width);
            var mean = Dot.Product(y, dy);
            for (var i = 0; i < y.Length; i++)
            {
                var slope = y[i] * (dy[i] - mean);
                dx[i] = Accumulates(0) ? dx[i] + slope : slope;
            }
        }
    }
}
