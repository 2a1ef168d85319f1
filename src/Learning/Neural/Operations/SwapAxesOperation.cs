using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>y[n, j, i] = x[n, i, j].</summary>
internal sealed class SwapAxesOperation : Operation
{
    private readonly Tensor _x;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public SwapAxesOperation(string name, Tensor x)
        : base(x.Tape, name, [x], [x.Shape[0], x.Shape[2], x.Shape[1]])
    {
        _x = x;
        _forward = ParallelLoop.OverRows(Tape.Team, x.Size(0) * x.Size(2), x.Size(1), Forward);
        _backward = ParallelLoop.OverRows(Tape.Team, x.Size(0) * x.Size(1), x.Size(2), Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export) =>
        export.Add(this, "Transpose", [export[_x]], OnnxAttribute.Integers("perm", 0, 2, 1));

    private void Forward(int start, int end)
    {
        for (var row = start; row < end; row++) Gather(_x.Values, Output.Values, row, _x.Size(2), _x.Size(1), accumulate: false);
    }

    private void Backward(int start, int end)
    {
        for (var row = start; row < end; row++) Gather(Output.Gradient, _x.Gradient, row, _x.Size(1), _x.Size(2), Accumulates(0));
    }

    /// <summary>One row of the target, of <paramref name="width"/> numbers, <paramref name="rows"/> rows a sample.</summary>
    private static void Gather(ReadOnlySpan<float> source, Span<float> target, int row, int rows, int width, bool accumulate)
    {
        var first = row / rows * rows * width + row % rows;
        var values = target.Slice(row * width, width);
        for (var i = 0; i < width; i++) values[i] = accumulate ? values[i] + source[first + i * rows] : source[first + i * rows];
    }
}
