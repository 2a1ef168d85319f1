using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// y = x W + b over the last axis: x is [... x inputs], W [inputs x outputs], b [outputs]. Then dx = dy W', dW = x' dy, and db sums the
/// rows of dy.
/// </summary>
internal sealed class LinearOperation : Operation
{
    private readonly Tensor _x;
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly Gemm _forward;
    private readonly Gemm? _byInput;
    private readonly Gemm? _byWeight;
    private readonly ParallelLoop _startFromBias;
    private readonly ColumnSums? _byBias;

    public LinearOperation(string name, Tensor x, Parameter weight, Parameter? bias)
        : base(x.Tape, name, bias is null ? [x, weight] : [x, weight, bias], [.. x.Shape[..^1], weight.Size(1)])
    {
        (_x, _weight, _bias) = (x, weight, bias);
        var (inputs, outputs) = (weight.Size(0), weight.Size(1));
        var rows = x.Length / inputs;
        var left = MatrixLayout.RowMajor(rows, inputs);
        var right = MatrixLayout.RowMajor(inputs, outputs);
        var result = MatrixLayout.RowMajor(rows, outputs);
        _forward = new Gemm(left, right, result, Tape.Team);
        _startFromBias = ParallelLoop.OverRows(Tape.Team, rows, outputs, StartFromBias);
        if (!Output.RequiresGradient) return;
        if (x.RequiresGradient) _byInput = new Gemm(result, right.Transpose(), left, Tape.Team);
        _byWeight = new Gemm(left.Transpose(), result, right, Tape.Team);
        if (bias is not null) _byBias = new ColumnSums(Tape.Team, Output.GradientMemory, rows, bias.GradientMemory);
    }

    internal override void Forward()
    {
        if (_bias is not null) _startFromBias.Run();
        _forward.Multiply(_x.ValueMemory, _weight.ValueMemory, Output.ValueMemory, accumulate: _bias is not null);
    }

    internal override void Backward()
    {
        _byInput?.Multiply(Output.GradientMemory, _weight.ValueMemory, _x.GradientMemory, Accumulates(0));
        _byWeight!.Multiply(_x.ValueMemory, Output.GradientMemory, _weight.GradientMemory, Accumulates(1));
        _byBias?.Run(Accumulates(2));
    }

    internal override string Export(GraphExport export)
    {
        var product = export.Add(this, "MatMul", [export[_x], export[_weight]]);
        return _bias is null ? product : export.Add(this, "Add", [product, export[_bias]]);
    }

    private void StartFromBias(int start, int end)
    {
        var bias = _bias!.Values;
        for (var row = start; row < end; row++) bias.CopyTo(Output.Values[(row * bias.Length)..]);
    }
}
