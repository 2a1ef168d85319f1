using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// Probabilities over the last axis: exp(x) over its sum. To train, take <see cref="Losses.Loss"/> of what comes before it.
/// </summary>
/// <param name="name">Unique in its network.</param>
public sealed class Softmax(string name) : Layer(name)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank == 0) throw Unfit(input, "at least one axis");
        return input.Tape.Record(new SoftmaxOperation(Name, input));
    }
}
