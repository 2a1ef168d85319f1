using System.Runtime.Intrinsics;
using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// With m and v a channel's mean and variance and r = 1 / sqrt(v + epsilon): y = scale (x - m) r + shift. In training m and v depend on x,
/// so with h = (x - m) r: dx = scale r (dy - mean(dy) - h mean(dy h)), dscale = sum(dy h), dshift = sum(dy). Sums over a channel are
/// taken sample by sample and added in double precision.
/// </summary>
internal sealed class BatchNormalizationOperation : Operation
{
    internal const float Epsilon = 1e-5f;
    private const double Momentum = 0.1;

    private readonly Tensor _x;
    private readonly Parameter _scale;
    private readonly Parameter _shift;
    private readonly Parameter _mean;
    private readonly Parameter _variance;
    private readonly float[] _centre;
    private readonly float[] _inverse;
    private readonly int _size;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public BatchNormalizationOperation(string name, Tensor x, Parameter scale, Parameter shift, Parameter mean, Parameter variance)
        : base(x.Tape, name, [x, scale, shift, mean, variance], x.Shape)
    {
        (_x, _scale, _shift, _mean, _variance) = (x, scale, shift, mean, variance);
        (_centre, _inverse) = (new float[scale.Length], new float[scale.Length]);
        _size = x.Length / (x.Size(0) * scale.Length);
        var grain = Math.Max(1, Elementwise.Grain / (_size * x.Size(0)));
        _forward = new ParallelLoop(Tape.Team, scale.Length, grain, Forward);
        _backward = new ParallelLoop(Tape.Team, scale.Length, grain, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export) => export.Add(
        this, "BatchNormalization", [export[_x], export[_scale], export[_shift], export[_mean], export[_variance]],
        OnnxAttribute.Float("epsilon", Epsilon));

    private void Forward(int start, int end)
    {
        for (var channel = start; channel < end; channel++)
        {
            if (Tape.IsTraining) Measure(channel);
            else (_centre[channel], _inverse[channel]) = (_mean.Values[channel], 1 / MathF.Sqrt(_variance.Values[channel] + Epsilon));
            var (centre, factor, shift) = (_centre[channel], _inverse[channel] * _scale.Values[channel], _shift.Values[channel]);
            for (var sample = 0; sample < _x.Size(0); sample++)
            {
                var x = Plane(_x.Values, sample, channel);
                var y = Plane(Output.Values, sample, channel);
                for (var i = 0; i < x.Length; i += Elementwise.Lanes)
                {
                    var centred = Elementwise.Load(x, i) - Vector512.Create(centre);
                    Elementwise.Store(Vector512.FusedMultiplyAdd(centred, Vector512.Create(factor), Vector512.Create(shift)), y, i);
                }
            }
        }
    }

    private void Measure(int channel)
    {
        var count = (double)_size * _x.Size(0);
        var sum = 0.0;
        for (var sample = 0; sample < _x.Size(0); sample++)
        {
            sum += Elementwise.SumOf(Plane(_x.Values, sample, channel));
        }

        var (mean, squares) = (sum / count, 0.0);
        for (var sample = 0; sample < _x.Size(0); sample++)
        {
            var plane = Plane(_x.Values, sample, channel);
            squares += CentredDot(plane, (float)mean, plane, (float)mean);
        }

        (_centre[channel], _inverse[channel]) = ((float)mean, (float)(1 / Math.Sqrt(squares / count + Epsilon)));
        _mean.Values[channel] = (float)((1 - Momentum) * _mean.Values[channel] + Momentum * mean);
        _variance.Values[channel] = (float)((1 - Momentum) * _variance.Values[channel] + Momentum * squares / (count - 1));
    }

    private void Backward(int start, int end)
    {
        for (var channel = start; channel < end; channel++)
        {
            var (centre, inverse) = (_centre[channel], _inverse[channel]);
            var (sum, weighted) = (0.0, 0.0);
            for (var sample = 0; sample < _x.Size(0); sample++)
            {
                var x = Plane(_x.Values, sample, channel);
                var dy = Plane(Output.Gradient, sample, channel);
                sum += Elementwise.SumOf(dy);
                weighted += (double)CentredDot(x, centre, dy, 0) * inverse;
            }

            _scale.Gradient[channel] = (float)(Accumulates(1) ? _scale.Gradient[channel] + weighted : weighted);
            _shift.Gradient[channel] = (float)(Accumulates(2) ? _shift.Gradient[channel] + sum : sum);
            var count = (double)_size * _x.Size(0);
            if (_x.RequiresGradient) BackwardByInput(channel, (float)(sum / count), (float)(weighted / count));
        }
    }

    private void BackwardByInput(int channel, float mean, float weighted)
    {
        var (centre, inverse, factor) = (_centre[channel], _inverse[channel], _inverse[channel] * _scale.Values[channel]);
        for (var sample = 0; sample < _x.Size(0); sample++)
        {
            var x = Plane(_x.Values, sample, channel);
            var dy = Plane(Output.Gradient, sample, channel);
            var dx = Plane(_x.Gradient, sample, channel);
            for (var i = 0; i < x.Length; i += Elementwise.Lanes)
            {
                var centred = Elementwise.Load(x, i) - Vector512.Create(centre);
                var slope = Elementwise.Load(dy, i) - Vector512.Create(mean) - centred * Vector512.Create(inverse * weighted);
                var before = Accumulates(0) ? Elementwise.Load(dx, i) : default;
                Elementwise.Store(Vector512.FusedMultiplyAdd(slope, Vector512.Create(factor), before), dx, i);
            }
        }
    }

    /// <summary>The sum of (x[i] - xCentre) (y[i] - yCentre).</summary>
    private static float CentredDot(ReadOnlySpan<float> x, float xCentre, ReadOnlySpan<float> y, float yCentre)
    {
        var sum = Vector512<float>.Zero;
        var i = 0;
        for (; i <= x.Length - Elementwise.Lanes; i += Elementwise.Lanes)
        {
            var (left, right) = (Elementwise.Load(x, i) - Vector512.Create(xCentre), Elementwise.Load(y, i) - Vector512.Create(yCentre));
            sum = Vector512.FusedMultiplyAdd(left, right, sum);
        }

        var rest = 0f;
        for (; i < x.Length; i++) rest += (x[i] - xCentre) * (y[i] - yCentre);
        return Numerics.Kernels.Lanes.Sum(sum) + rest;
    }

    private Span<float> Plane(Span<float> values, int sample, int channel) =>
        values.Slice((sample * _scale.Length + channel) * _size, _size);
}
