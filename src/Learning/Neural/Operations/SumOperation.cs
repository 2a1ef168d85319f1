namespace Mixtape.Learning.Neural.Operations;

/// <summary>z = a x + b y for two tensors of one shape; dx = a dz, dy = b dz.</summary>
internal sealed class SumOperation : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly (float X, float Y) _scale;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public SumOperation(Tape tape, string name, Tensor x, Tensor y, float xScale = 1, float yScale = 1)
        : base(tape, name, [x, y], x.Shape)
    {
        if (!SameSizes(x, y)) throw new ArgumentException($"'{name}' adds {x} and {y}: their shapes must be the same.");
        (_x, _y, _scale) = (x, y, (xScale, yScale));
        _forward = new ParallelLoop(tape.Team, x.Length, Elementwise.Grain, Forward);
        _backward = new ParallelLoop(tape.Team, x.Length, Elementwise.Grain, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export) =>
        _scale == (1, 1) ? export.Add(this, "Add", [export[_x], export[_y]]) : base.Export(export);

    private static bool SameSizes(Tensor x, Tensor y) => x.ShapeText == y.ShapeText;

    private void Forward(int start, int end)
    {
        var x = _x.Values[start..end];
        var y = _y.Values[start..end];
        var z = Output.Values[start..end];
        if (_scale == (1, 1))
        {
            Elementwise.Map<Elementwise.Sum>(x, y, z);
            return;
        }

        for (var i = 0; i < z.Length; i++) z[i] = _scale.X * x[i] + _scale.Y * y[i];
    }

    private void Backward(int start, int end)
    {
        var dz = Output.Gradient[start..end];
        if (_x.RequiresGradient) Scale(_scale.X, dz, _x.Gradient[start..end], Accumulates(0));
        if (_y.RequiresGradient) Scale(_scale.Y, dz, _y.Gradient[start..end], Accumulates(1));
    }

    private static void Scale(float scale, ReadOnlySpan<float> dz, Span<float> target, bool accumulate)
    {
        if (scale == 1)
        {
            Elementwise.AddOrCopy(dz, target, accumulate);
            return;
        }

        for (var i = 0; i < dz.Length; i++) target[i] = accumulate ? target[i] + scale * dz[i] : scale * dz[i];
    }
}
