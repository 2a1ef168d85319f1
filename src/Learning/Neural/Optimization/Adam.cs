using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Optimization;

/// <summary>
/// Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019) after clipping by the global norm. With g a gradient:
/// m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, and p falls by rate (m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon) + decay p).
/// Steps allocate nothing, and give the same bytes whatever the team's size. Not safe for concurrent use.
/// </summary>
public sealed class Adam
{
    private readonly AdamOptions _options;
    private readonly Moments[] _moments;

    /// <summary>Starts with both means at zero.</summary>
    /// <param name="team">Who shares the work.</param>
    /// <param name="parameters">Those to move; what is not trainable is left out.</param>
    /// <param name="options">How.</param>
    public Adam(ThreadTeam team, IReadOnlyList<Parameter> parameters, AdamOptions options)
    {
        options.Validate();
        _options = options;
        var trainable = parameters.Where(parameter => parameter.RequiresGradient);
        _moments = [.. trainable.Select(parameter => new Moments(team, parameter, options))];
    }

    /// <summary>How many steps were taken: t of the formula. Part of a checkpoint.</summary>
    public long Steps { get; set; }

    /// <summary>
    /// The parameters, each with the means of its gradient and of its square: part of a checkpoint, to be read and written.
    /// </summary>
    public IEnumerable<(Parameter Parameter, Memory<float> Mean, Memory<float> Square)> State =>
        _moments.Select(moments => (moments.Parameter, (Memory<float>)moments.Mean, (Memory<float>)moments.Square));

    /// <summary>The Euclidean norm of all gradients together; not finite when one of them is not.</summary>
    public double GradientNorm()
    {
        var sum = 0.0;
        foreach (var moments in _moments) sum += moments.SquaredNorm();
        return Math.Sqrt(sum);
    }

    /// <summary>Moves each parameter once against its gradient.</summary>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="gradientNorm">What <see cref="GradientNorm"/> gave.</param>
    public void Step(double rate, double gradientNorm)
    {
        Steps++;
        var clip = (float)Math.Min(1, _options.MaximumGradientNorm / gradientNorm);
        var mean = rate / (1 - Math.Pow(_options.MeanDecay, Steps));
        var square = 1 / (1 - Math.Pow(_options.SquareDecay, Steps));
        foreach (var moments in _moments) moments.Move(clip, (float)mean, (float)square, (float)(rate * _options.WeightDecay));
    }

    private sealed class Moments
    {
        private readonly AdamOptions _options;
        private readonly ParallelLoop _move;
        private readonly ParallelLoop _norm;
        private readonly double[] _partial;
        private float _clip, _rate, _square, _decay;

        public Moments(ThreadTeam team, Parameter parameter, AdamOptions options)
        {
            (Parameter, _options) = (parameter, options);
            (Mean, Square) = (new float[parameter.Length], new float[parameter.Length]);
            _partial = new double[(parameter.Length + Elementwise.Grain - 1) / Elementwise.Grain];
            _move = new ParallelLoop(team, parameter.Length, Elementwise.Grain, Move);
            _norm = new ParallelLoop(team, parameter.Length, Elementwise.Grain, SquaredNorm);
        }

        public Parameter Parameter { get; }

        public float[] Mean { get; }

        public float[] Square { get; }

        public double SquaredNorm()
        {
            _norm.Run();
            var sum = 0.0;
            foreach (var part in _partial) sum += part;
            return sum;
        }

        public void Move(float clip, float rate, float square, float decay)
        {
            (_clip, _rate, _square, _decay) = (clip, rate, square, Parameter.Decays ? decay : 0);
            _move.Run();
        }

        private void SquaredNorm(int start, int end)
        {
            var gradient = Parameter.Gradient[start..end];
            _partial[start / Elementwise.Grain] = Dot.Product(gradient, gradient);
        }

        private void Move(int start, int end)
        {
            var (b1, b2, epsilon) = ((float)_options.MeanDecay, (float)_options.SquareDecay, (float)_options.Epsilon);
            ref var p = ref MemoryMarshal.GetReference(Parameter.Values);
            ref var g = ref MemoryMarshal.GetReference(Parameter.Gradient);
            ref var m = ref MemoryMarshal.GetArrayDataReference(Mean);
            ref var v = ref MemoryMarshal.GetArrayDataReference(Square);
            var i = start;
            for (; i <= end - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                var at = (nuint)i;
                var gradient = Vector512.LoadUnsafe(ref g, at) * Vector512.Create(_clip);
                var mean = Vector512.FusedMultiplyAdd(
                    Vector512.Create(1 - b1), gradient, Vector512.LoadUnsafe(ref m, at) * Vector512.Create(b1));
                var square = Vector512.FusedMultiplyAdd(
                    Vector512.Create(1 - b2) * gradient, gradient, Vector512.LoadUnsafe(ref v, at) * Vector512.Create(b2));
                var value = Vector512.LoadUnsafe(ref p, at);
                var root = Vector512.Sqrt(square * Vector512.Create(_square)) + Vector512.Create(epsilon);
                var step = mean * Vector512.Create(_rate) / root;
                (value - Vector512.FusedMultiplyAdd(Vector512.Create(_decay), value, step)).StoreUnsafe(ref p, at);
                mean.StoreUnsafe(ref m, at);
                square.StoreUnsafe(ref v, at);
            }

            for (; i < end; i++)
            {
                var gradient = Parameter.Gradient[i] * _clip;
                Mean[i] = MathF.FusedMultiplyAdd(1 - b1, gradient, Mean[i] * b1);
                Square[i] = MathF.FusedMultiplyAdd((1 - b2) * gradient, gradient, Square[i] * b2);
                var step = Mean[i] * _rate / (MathF.Sqrt(Square[i] * _square) + epsilon);
                Parameter.Values[i] -= MathF.FusedMultiplyAdd(_decay, Parameter.Values[i], step);
            }
        }
    }
}
