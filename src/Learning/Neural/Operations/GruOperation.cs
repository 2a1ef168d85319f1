using Mixtape.Learning.Onnx;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// The steps of a gated recurrent unit. What comes from the inputs is one product for all steps; then the threads share the batch, and
/// each takes its samples through all steps, so that none waits for another. Backward goes the same way from the last step to the first,
/// and the weights' gradients are one product each at the end.
/// </summary>
internal sealed class GruOperation : Operation
{
    // Samples that one thread takes: few enough for two threads to share a batch of 32.
    private const int Samples = 16;

    private readonly Tensor _x;
    private readonly Tensor? _start;
    private readonly Parameter _weight;
    private readonly Parameter _recurrent;
    private readonly Parameter _bias;
    private readonly Parameter _recurrentBias;
    private readonly int _batch;
    private readonly int _time;
    private readonly int _hidden;
    private readonly int _width;

    // [batch x time x 3 hidden]: x W, from which the gates z, r and n are made in place; and h R + c.
    private readonly float[] _gates;
    private readonly float[] _states;
    private readonly PackedMatrix _forwardRecurrent;
    private readonly Gemm _project;
    private readonly ParallelLoop _forward;

    // The gradients by x W and by h R + c, and by the state, from the step after it.
    private readonly float[] _gateSlopes = [];
    private readonly float[] _stateSlopes = [];
    private readonly float[] _carry = [];
    private readonly PackedMatrix? _backwardRecurrent;
    private readonly ParallelLoop? _backward;
    private readonly Gemm? _byInput;
    private readonly Gemm? _byWeight;
    private readonly Gemm? _byRecurrent;
    private readonly Gemm? _byRecurrentAtStart;
    private readonly ColumnSums? _byBias;
    private readonly ColumnSums? _byRecurrentBias;

    public GruOperation(
        string name, Tensor x, Tensor? start, Parameter weight, Parameter recurrent, Parameter bias, Parameter recurrentBias)
        : base(
            x.Tape, name, [x, weight, recurrent, bias, recurrentBias, .. start is null ? [] : new[] { start }],
            [x.Shape[0], x.Shape[1], recurrent.Size(0)])
    {
        (_x, _start, _weight, _recurrent, _bias, _recurrentBias) = (x, start, weight, recurrent, bias, recurrentBias);
        (_batch, _time, _hidden, _width) = (x.Size(0), x.Size(1), recurrent.Size(0), recurrent.Size(1));
        var (rows, team) = (_batch * _time, Tape.Team);
        var inputs = MatrixLayout.RowMajor(rows, x.Size(2));
        var gates = MatrixLayout.RowMajor(rows, _width);
        var weights = MatrixLayout.RowMajor(x.Size(2), _width);
        var recurrents = MatrixLayout.RowMajor(_hidden, _width);
        (_gates, _states) = (new float[gates.Length], new float[gates.Length]);
        _forwardRecurrent = new PackedMatrix(recurrents);
        _project = new Gemm(inputs, weights, gates, team);
        _forward = new ParallelLoop(team, _batch, Samples, Forward);
        if (!Output.RequiresGradient) return;
        (_gateSlopes, _stateSlopes, _carry) = (new float[gates.Length], new float[gates.Length], new float[_batch * _hidden]);
        _backwardRecurrent = new PackedMatrix(recurrents.Transpose());
        _backward = new ParallelLoop(team, _batch, Samples, Backward);
        if (x.RequiresGradient) _byInput = new Gemm(gates, weights.Transpose(), inputs, team);
        _byWeight = new Gemm(inputs.Transpose(), gates, weights, team);
        if (_time > 1) _byRecurrent = new Gemm(Steps(0, _hidden).Transpose(), Steps(1, _width), recurrents, team);
        var first = MatrixLayout.RowMajor(_batch, _width, _time * _width);
        if (start is not null) _byRecurrentAtStart = new Gemm(MatrixLayout.RowMajor(_batch, _hidden).Transpose(), first, recurrents, team);
        _byBias = new ColumnSums(team, _gateSlopes, rows, bias.GradientMemory);
        _byRecurrentBias = new ColumnSums(team, _stateSlopes, rows, recurrentBias.GradientMemory);
    }

    internal override void Forward()
    {
        _project.Multiply(_x.ValueMemory, _weight.ValueMemory, _gates, accumulate: false);
        _forwardRecurrent.Pack(_recurrent.Values);
        _forward.Run();
    }

    internal override void Backward()
    {
        _backwardRecurrent!.Pack(_recurrent.Values);
        _backward!.Run();
        _byInput?.Multiply(_gateSlopes, _weight.ValueMemory, _x.GradientMemory, Accumulates(0));
        _byWeight!.Multiply(_x.ValueMemory, _gateSlopes, _weight.GradientMemory, Accumulates(1));
        if (!Accumulates(2)) _recurrent.Gradient.Clear();
        _byRecurrent?.Multiply(Output.ValueMemory, _stateSlopes, _recurrent.GradientMemory, accumulate: true);
        _byRecurrentAtStart?.Multiply(_start!.ValueMemory, _stateSlopes, _recurrent.GradientMemory, accumulate: true);
        _byBias!.Run(Accumulates(3));
        _byRecurrentBias!.Run(Accumulates(4));
        if (_start is { RequiresGradient: true }) Elementwise.AddOrCopy(_carry, _start.Gradient, Accumulates(5));
    }

    /// <summary>The standard's operator has time first, one direction among several, and its weights the other way round.</summary>
    internal override string Export(GraphExport export)
    {
        var x = export.Add(this, "Transpose", [export[_x]], OnnxAttribute.Integers("perm", 1, 0, 2));
        var weight = export.Of(_weight, "turned", () => Turned(_weight), 1, _width, _weight.Size(0));
        var recurrent = export.Of(_recurrent, "turned", () => Turned(_recurrent), 1, _width, _hidden);
        var bias = export.Of(_bias, "both", () => [.. _bias.Values, .. _recurrentBias.Values], 1, 2 * _width);
        var start = _start is null ? "" : export.Add(this, "Unsqueeze", [export[_start], export.Axes(0)]);
        var states = export.Add(
            this, "GRU", [x, weight, recurrent, bias, "", start],
            OnnxAttribute.Integer("hidden_size", _hidden), OnnxAttribute.Integer("linear_before_reset", 1));
        var squeezed = export.Add(this, "Squeeze", [states, export.Axes(1)]);
        return export.Add(this, "Transpose", [squeezed], OnnxAttribute.Integers("perm", 1, 0, 2));
    }

    private static float[] Turned(Tensor matrix)
    {
        var turned = new float[matrix.Length];
        var (rows, columns) = (matrix.Size(0), matrix.Size(1));
        for (var i = 0; i < turned.Length; i++) turned[i] = matrix.Values[i % rows * columns + i / rows];
        return turned;
    }

    private void Forward(int start, int end)
    {
        for (var step = 0; step < _time; step++)
        {
            for (var sample = start; sample < end; sample++) _recurrentBias.Values.CopyTo(Row(_states, sample, step, _width));
            var before = Before(start, step);
            var states = From(_states, start, step);
            var stride = step > 0 ? _time * _hidden : _hidden;
            if (!before.IsEmpty) _forwardRecurrent.Multiply(before, stride, states, _time * _width, end - start, accumulate: true);
            for (var sample = start; sample < end; sample++)
            {
                GruStep.Forward(
                    Row(_gates, sample, step, _width), _bias.Values, Row(_states, sample, step, _width), Before(sample, step),
                    Row(Output.Values, sample, step, _hidden));
            }
        }
    }

    private void Backward(int start, int end)
    {
        _carry.AsSpan((start * _hidden)..(end * _hidden)).Clear();
        for (var step = _time - 1; step >= 0; step--)
        {
            for (var sample = start; sample < end; sample++)
            {
                GruStep.Backward(
                    Row(_gates, sample, step, _width), Row(_states, sample, step, _width), Before(sample, step),
                    Row(Output.Gradient, sample, step, _hidden), _carry.AsSpan(sample * _hidden, _hidden),
                    Row(_gateSlopes, sample, step, _width), Row(_stateSlopes, sample, step, _width));
            }

            if (step > 0 || _start is { RequiresGradient: true })
                _backwardRecurrent!.Multiply(
                    From(_stateSlopes, start, step), _time * _width, _carry.AsSpan(start * _hidden), _hidden, end - start,
                    accumulate: true);
        }
    }

    /// <summary>From the state before a step of a sample on; empty for zeros.</summary>
    private ReadOnlySpan<float> Before(int sample, int step)
    {
        if (step > 0) return Output.Values[((sample * _time + step - 1) * _hidden)..];
        return _start is null ? [] : _start.Values[(sample * _hidden)..];
    }

    private Span<float> Row(Span<float> values, int sample, int step, int width) => values.Slice((sample * _time + step) * width, width);

    private Span<float> From(float[] values, int sample, int step) => values.AsSpan((sample * _time + step) * _width);

    /// <summary>All steps but one of each sample: [(sample, step) x width], from a first step on.</summary>
    private MatrixLayout Steps(int first, int width)
    {
        var rows = new int[_batch * (_time - 1)];
        for (var i = 0; i < rows.Length; i++) rows[i] = (i / (_time - 1) * _time + i % (_time - 1) + first) * width;
        var columns = new int[width];
        for (var j = 0; j < width; j++) columns[j] = j;
        return new MatrixLayout(rows, columns);
    }
}
