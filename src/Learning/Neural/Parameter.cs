using Mixtape.Numerics;

namespace Mixtape.Learning.Neural;

/// <summary>What a layer has learned: a tensor that outlives tapes, and may be used by several of them, one at a time.</summary>
public sealed class Parameter : Tensor
{
    private readonly Initializer _initializer;

    /// <summary>A parameter of zeros until <see cref="Initialize"/>.</summary>
    /// <param name="name">Unique in its network, as "layer.weight".</param>
    /// <param name="shape">Its axes.</param>
    /// <param name="initializer">What it starts as.</param>
    /// <param name="isTrainable">False for what is measured rather than learned, such as running means.</param>
    public Parameter(string name, ReadOnlySpan<int> shape, Initializer initializer, bool isTrainable = true)
        : base(null, name, Fixed(shape), isTrainable)
    {
        _initializer = initializer;
    }

    /// <summary>Whether weight decay shrinks it: for weights, not for biases and scales.</summary>
    public bool Decays { get; init; }

    /// <summary>Whether it has been set to its start.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>Sets it to its start, which follows from the seed and its name alone.</summary>
    public void Initialize(ulong seed)
    {
        _initializer.Fill(Values, StableHash.Of(Name, seed));
        IsInitialized = true;
    }

    private static Dimension[] Fixed(ReadOnlySpan<int> shape)
    {
        var dimensions = new Dimension[shape.Length];
        for (var axis = 0; axis < shape.Length; axis++) dimensions[axis] = shape[axis];
        return dimensions;
    }
}
