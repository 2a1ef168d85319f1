using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// [batch x a x b] to [batch x b x a]: between convolutions, which want channels first, and sequences, which want time first.
/// </summary>
/// <param name="name">Unique in its network.</param>
public sealed class SwapAxes(string name) : Layer(name)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank != 3) throw Unfit(input, "three axes");
        return input.Tape.Record(new SwapAxesOperation(Name, input));
    }
}
