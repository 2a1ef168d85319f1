using System.Runtime.Intrinsics;

namespace Mixtape.Learning.Neural.Losses;

/// <summary>The mean over all numbers of weight times loss.</summary>
internal sealed class PointwiseLossOperation<TLoss> : Operation
    where TLoss : IPointwiseLoss
{
    private readonly Tensor _x;
    private readonly Tensor _targets;
    private readonly Tensor? _weights;
    private readonly float[] _weight;
    private readonly double[] _partial;
    private readonly float[] _terms;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public PointwiseLossOperation(string name, Tensor x, Tensor targets, Tensor? weights)
        : base(x.Tape, name, weights is null ? [x, targets] : [x, targets, weights], [])
    {
        if (x.Length != targets.Length)
            throw new ArgumentException($"'{name}' compares {x} with {targets}: they must have as many numbers.");
        if (weights is not null && x.Length % weights.Length != 0)
            throw new ArgumentException($"'{name}' weighs {x} with {weights}: give a weight for each number or for each row.");
        if (targets.RequiresGradient)
            throw new ArgumentException($"'{name}' compares with '{targets.Name}', which is learned: targets are inputs.");
        if (weights is { RequiresGradient: true })
            throw new ArgumentException($"'{name}' weighs with '{weights.Name}', which is learned: weights are inputs.");
        (_x, _targets, _weights) = (x, targets, weights);
        _weight = weights is null ? [] : new float[x.Length];
        _terms = new float[x.Length];
        _partial = new double[(x.Length + Elementwise.Grain - 1) / Elementwise.Grain];
        _forward = new ParallelLoop(Tape.Team, x.Length, Elementwise.Grain, Forward);
        _backward = new ParallelLoop(Tape.Team, x.Length, Elementwise.Grain, Backward);
    }

    internal override void Forward()
    {
        if (_weights is not null)
        {
            var run = _x.Length / _weights.Length;
            for (var i = 0; i < _weights.Length; i++) _weight.AsSpan(i * run, run).Fill(_weights.Values[i]);
        }

        _forward.Run();
        var sum = 0.0;
        foreach (var part in _partial) sum += part;
        Output.Values[0] = (float)(sum / _x.Length);
    }

    internal override void Backward() => _backward.Run();

    private void Forward(int start, int end)
    {
        var terms = _terms.AsSpan(start..end);
        Elementwise.Map<Value>(_x.Values[start..end], _targets.Values[start..end], terms);
        if (_weights is not null) Elementwise.Map<Elementwise.Product>(terms, _weight.AsSpan(start..end), terms);
        _partial[start / Elementwise.Grain] = Elementwise.SumOf(terms);
    }

    private void Backward(int start, int end)
    {
        var terms = _terms.AsSpan(start..end);
        Elementwise.Map<Slope>(_x.Values[start..end], _targets.Values[start..end], terms);
        if (_weights is not null) Elementwise.Map<Elementwise.Product>(terms, _weight.AsSpan(start..end), terms);
        var scale = Output.Gradient[0] / _x.Length;
        foreach (ref var term in terms) term *= scale;
        Elementwise.AddOrCopy(terms, _x.Gradient[start..end], Accumulates(0));
    }

    private readonly struct Value : IBinaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> x, Vector512<float> y) => TLoss.Value(x, y);
    }

    private readonly struct Slope : IBinaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> x, Vector512<float> y) => TLoss.Slope(x, y);
    }
}
