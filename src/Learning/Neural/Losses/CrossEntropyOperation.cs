using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Losses;

/// <summary>
/// The mean over rows of weight times (ln sum exp(x) - t.x); its slope by x is weight times (softmax(x) - t), t having sum 1.
/// </summary>
internal sealed class CrossEntropyOperation : Operation
{
    private readonly Tensor _logits;
    private readonly IndexTensor? _labels;
    private readonly Tensor? _targets;
    private readonly Tensor? _weights;
    private readonly int _classes;
    private readonly float[] _probabilities;
    private readonly double[] _terms;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public CrossEntropyOperation(Tensor logits, IndexTensor labels, Tensor? weights)
        : this(logits, labels, null, weights)
    {
        if (labels.Tape != Tape)
            throw new ArgumentException($"{logits} has labels '{labels.Name}', which stands on another tape: record both on one.");
        if (labels.Values.Length != _terms.Length)
            throw new ArgumentException($"{logits} wants {_terms.Length} labels, but '{labels.Name}' has {labels.Values.Length}.");
    }

    public CrossEntropyOperation(Tensor logits, Tensor targets, Tensor? weights)
        : this(logits, null, targets, weights)
    {
        if (targets.Length != logits.Length)
            throw new ArgumentException($"{logits} wants targets of its shape, but '{targets.Name}' is {targets.ShapeText}.");
        if (targets.RequiresGradient) throw new ArgumentException($"The targets '{targets.Name}' are learned: targets are inputs.");
    }

    private CrossEntropyOperation(Tensor logits, IndexTensor? labels, Tensor? targets, Tensor? weights)
        : base(
            logits.Tape, "cross-entropy",
            [logits, .. targets is null ? [] : new[] { targets }, .. weights is null ? [] : new[] { weights }], [])
    {
        if (logits.Rank == 0) throw new ArgumentException($"'{logits.Name}' is one number, and has no axis of classes.");
        (_logits, _labels, _targets, _weights, _classes) = (logits, labels, targets, weights, logits.Size(-1));
        (_probabilities, _terms) = (new float[logits.Length], new double[logits.Length / _classes]);
        if (weights is { RequiresGradient: true }) throw new ArgumentException($"The weights '{weights.Name}' are learned: weights are inputs.");
        if (weights is not null && weights.Length != _terms.Length)
            throw new ArgumentException($"{logits} wants {_terms.Length} weights, but '{weights.Name}' is {weights.ShapeText}.");
        _forward = ParallelLoop.OverRows(Tape.Team, _terms.Length, _classes, Forward);
        _backward = ParallelLoop.OverRows(Tape.Team, _terms.Length, _classes, Backward);
    }

    internal override void Forward()
    {
        _forward.Run();
        var sum = 0.0;
        foreach (var term in _terms) sum += term;
        Output.Values[0] = (float)(sum / _terms.Length);
    }

    internal override void Backward() => _backward.Run();

    private void Forward(int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            var x = Row(_logits.Values, row);
            var logSum = SoftmaxRow.Compute(x, Row(_probabilities, row));
            var weight = _weights is null ? 1 : _weights.Values[row];
            _terms[row] = weight * (logSum - (_targets is null ? x[Label(row)] : Dot.Product(Row(_targets.Values, row), x)));
        }
    }

    private void Backward(int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            var probabilities = Row(_probabilities, row);
            var dx = Row(_logits.Gradient, row);
            var scale = Output.Gradient[0] / _terms.Length * (_weights is null ? 1 : _weights.Values[row]);
            var label = _targets is null ? Label(row) : -1;
            var targets = _targets is null ? default : Row(_targets.Values, row);
            for (var i = 0; i < dx.Length; i++)
            {
                var target = label < 0 ? targets[i] : i == label ? 1 : 0;
                var slope = (probabilities[i] - target) * scale;
                dx[i] = Accumulates(0) ? dx[i] + slope : slope;
            }
        }
    }

    private int Label(int row)
    {
        var label = _labels!.Values[row];
        return (uint)label < (uint)_classes
            ? label
            : throw new InvalidOperationException($"'{_labels.Name}' holds {label} at {row}, but '{_logits.Name}' has {_classes} classes.");
    }

    private Span<float> Row(Span<float> matrix, int row) => matrix.Slice(row * _classes, _classes);
}
