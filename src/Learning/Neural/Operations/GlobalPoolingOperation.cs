using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Onnx;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// Mean, maximum, norm or root of the mean square of each plane, or of each of its rows. Gradients: dy / count for each number; dy for the
/// (first) greatest; x dy / norm and x dy / (count root), which are 0 where all numbers are 0.
/// </summary>
internal sealed class GlobalPoolingOperation : Operation
{
    private readonly Tensor _x;
    private readonly GlobalPoolingKind[] _kinds;
    private readonly bool _keepsHeight;
    private readonly Planes _planes;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public GlobalPoolingOperation(string name, Tensor x, GlobalPoolingKind[] kinds, bool keepsHeight)
        : base(
            x.Tape, name, [x],
            keepsHeight ? [x.Shape[0], kinds.Length * x.Size(1), x.Shape[2]] : [x.Shape[0], kinds.Length * x.Size(1)])
    {
        (_x, _kinds, _keepsHeight, _planes) = (x, kinds, keepsHeight, Planes.Of(x));
        // Kinds stand outside of channels and rows, so rows to keep are as good as channels.
        if (keepsHeight) _planes = new Planes(_planes.Batch, _planes.Channels * _planes.Height, 1, _planes.Width);
        var (count, grain) = (_planes.Batch * _planes.Channels, Math.Max(1, Elementwise.Grain / _planes.Size));
        _forward = new ParallelLoop(Tape.Team, count, grain, Forward);
        _backward = new ParallelLoop(Tape.Team, count, grain, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export)
    {
        long[] axes = _x.Rank == 3 ? [2] : _keepsHeight ? [3] : [2, 3];
        var pooled = Array.ConvertAll(_kinds, kind => kind switch
        {
            GlobalPoolingKind.Mean => Reduce("ReduceMean", export[_x]),
            GlobalPoolingKind.Maximum => Reduce("ReduceMax", export[_x]),
            GlobalPoolingKind.Norm => Reduce("ReduceL2", export[_x]),
            _ => export.Add(this, "Sqrt", [Reduce("ReduceMean", export.Add(this, "Mul", [export[_x], export[_x]]))]),
        });
        return pooled.Length == 1 ? pooled[0] : export.Add(this, "Concat", pooled, OnnxAttribute.Integer("axis", 1));

        string Reduce(string type, string of) => export.Add(
            this, type, [of], OnnxAttribute.Integers("axes", axes), OnnxAttribute.Integer("keepdims", 0));
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
                    GlobalPoolingKind.Norm => MathF.Sqrt(Dot.Product(values, values)),
                    _ => MathF.Sqrt(Dot.Product(values, values) / values.Length),
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
                    case GlobalPoolingKind.Norm:
                        if (y > 0) ScaledAddition.Add(dy / y, values, dx);
                        break;
                    default:
                        if (y > 0) ScaledAddition.Add(dy / (y * values.Length), values, dx);
                        break;
                }
            }
        }
    }

    private int Place(int plane, int kind) =>
        (plane / _planes.Channels * _kinds.Length + kind) * _planes.Channels + plane % _planes.Channels;
}
