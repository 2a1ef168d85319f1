using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>A function of each number.</summary>
/// <param name="name">Unique in its network.</param>
/// <param name="function">Which.</param>
public sealed class Activation(string name, ActivationFunction function) : Layer(name)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => input.Tape.Record(function switch
    {
        ActivationFunction.Relu => new ActivationOperation<Relu>(Name, input),
        ActivationFunction.LeakyRelu => new ActivationOperation<LeakyRelu>(Name, input),
        ActivationFunction.Elu => new ActivationOperation<Elu>(Name, input),
        ActivationFunction.Tanh => new ActivationOperation<Tanh>(Name, input),
        ActivationFunction.Sigmoid => new ActivationOperation<Sigmoid>(Name, input),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    });
}
