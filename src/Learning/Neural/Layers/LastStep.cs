using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>What stands at the end of the second axis: [batch x time x width] to [batch x width].</summary>
/// <param name="name">Unique in its network.</param>
public sealed class LastStep(string name) : Layer(name)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank != 3) throw Unfit(input, "[batch x time x width]");
        return input.Tape.Record(new LastStepOperation(Name, input));
    }
}
