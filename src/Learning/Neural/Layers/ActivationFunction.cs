namespace Mixtape.Learning.Neural.Layers;

/// <summary>What an <see cref="Activation"/> does to each number.</summary>
public enum ActivationFunction
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where it is positive, else x / 100.</summary>
    LeakyRelu,

    /// <summary>x where it is positive, else exp(x) - 1.</summary>
    Elu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,
}
