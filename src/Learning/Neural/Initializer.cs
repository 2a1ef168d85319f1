using Mixtape.Numerics;

namespace Mixtape.Learning.Neural;

/// <summary>What a parameter starts as. Immutable.</summary>
public sealed class Initializer
{
    private readonly double _value;
    private readonly double _deviation;
    private readonly double _bound;

    private Initializer(double value = 0, double deviation = 0, double bound = 0) =>
        (_value, _deviation, _bound) = (value, deviation, bound);

    /// <summary>All zeros.</summary>
    public static Initializer Zeros { get; } = new();

    /// <summary>All ones.</summary>
    public static Initializer Ones { get; } = new(value: 1);

    /// <summary>Normal with variance 2 / inputs: keeps the variance of signals through rectified units (He et al. 2015).</summary>
    public static Initializer He(int inputs) => new(deviation: Math.Sqrt(2.0 / inputs));

    /// <summary>Uniform within sqrt(6 / (inputs + outputs)), for saturating and linear units (Glorot and Bengio 2010).</summary>
    public static Initializer Glorot(int inputs, int outputs) => new(bound: Math.Sqrt(6.0 / (inputs + outputs)));

    /// <summary>Uniform within the bound on either side of zero.</summary>
    public static Initializer Uniform(double bound) => new(bound: bound);

    /// <summary>Normal around zero.</summary>
    public static Initializer Gaussian(double deviation) => new(deviation: deviation);

    internal void Fill(Span<float> values, ulong seed)
    {
        var random = new SeededRandom(seed);
        foreach (ref var value in values)
        {
            value = (float)_value;
            if (_deviation > 0) value += (float)(_deviation * random.NextGaussian());
            if (_bound > 0) value += (float)(_bound * (2 * random.NextDouble() - 1));
        }
    }
}
