using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Onnx;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// Mean, maximum or norm of each plane. Gradients: dy / count for each number; dy for the (first) greatest; x dy / norm, which is 0 where
/// all numbers are 0.
/// </summary>
internal sealed class GlobalPoolingOperation : Operation
{
    private readonly Tensor _x;
    private readonly GlobalPoolingKind[] _kinds;
    private readonly Planes _planes;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public GlobalPoolingOperation(string name, Tensor x, GlobalPoolingKind[] kinds)
        : base(x.Tape, name, [x], [x.Shape[0], kinds.Length * x.Size(1)])
    {
        (_x, _kinds, _planes) = (x, kinds, Planes.Of(x));
        var (count, grain) = (_planes.Batch * _planes.Channels, Math.Max(1, Elementwise.Grain / _planes.Size));
        _forward = new ParallelLoop(Tape.Team, count, grain, Forward);
        _backward = new ParallelLoop(Tape.Team, count, grain, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export)
    {
        long[] axes = _x.Rank == 4 ? [2, 3] : [2];
        var operators = _kinds.Select(kind => kind switch
        {
            GlobalPoolingKind.Mean => "ReduceMean",
            GlobalPoolingKind.Maximum => "ReduceMax",
            _ => "ReduceL2",
        });
        var pooled = operators.Select(type => export.Add(
            this, type, [export[_x]], OnnxAttribute.Integers("axes", axes), OnnxAttribute.Integer("keepdims", 0))).ToArray();
        return pooled.Length == 1 ? pooled[0] : export.Add(this, "Concat", pooled, OnnxAttribute.Integer("axis", 1));
    }

    private void Forward(int start, int end)
    {
        for (var plane = start; plane < end; plane++)
        {
            var values = _x.Values.Slice(plane * _planes.Size, _planes.Size);
            for (var kind = 0; kind < _kinds.Length; kind++)
            {
                Output.Values[Place(plane, kind)] = _kinds[kind] switch
                {
                    GlobalPoolingKind.Mean => Elementwise.SumOf(values) / values.Length,
                    GlobalPoolingKind.Maximum => Elementwise.Max(values),
                    _ => MathF.Sqrt(Dot.Product(values, values)),
                };
            }
        }
    }

    private void Backward(int start, int end)
    {
        for (var plane = start; plane < end; plane++)
        {
            var values = _x.Values.Slice(plane * _planes.Size, _planes.Size);
            var dx = _x.Gradient.Slice(plane * _planes.Size, _planes.Size);
            if (!Accumulates(0)) dx.Clear();
            for (var kind = 0; kind < _kinds.Length; kind++)
            {
                var (y, dy) = (Output.Values[Place(plane, kind)], Output.Gradient[Place(plane, kind)]);
                switch (_kinds[kind])
                {
                    case GlobalPoolingKind.Mean:
                        foreach (ref var slope in dx) slope += dy / dx.Length;
                        break;
                    case GlobalPoolingKind.Maximum:
                        var greatest = values.IndexOf(y);
                        if (greatest >= 0) dx[greatest] += dy;
                        break;
                    default:
                        if (y > 0) ScaledAddition.Add(dy / y, values, dx);
                        break;
                }
            }
        }
    }

    private int Place(int plane, int kind) =>
        (plane / _planes.Channels * _kinds.Length + kind) * _planes.Channels + plane % _planes.Channels;
}
