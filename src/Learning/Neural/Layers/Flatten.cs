using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>[batch x a x b ...] to [batch x (a b ...)].</summary>
/// <param name="name">Unique in its network.</param>
public sealed class Flatten(string name) : Layer(name)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank < 2) throw Unfit(input, "[batch x ...]");
        return input.Tape.Record(new FlattenOperation(Name, input));
    }
}
