using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// In training, sets a random share of the numbers to zero and makes up for it in the others (Srivastava et al. 2014); elsewhere, and in an
/// exported network, does nothing.
/// </summary>
/// <param name="name">Unique in its network.</param>
/// <param name="share">The share that is dropped, at least 0 and below 1.</param>
public sealed class Dropout(string name, double share) : Layer(name)
{
    private readonly double _share = share is >= 0 and < 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "The share to drop is at least 0 and below 1.");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) =>
        input.Tape.IsTraining && _share > 0 ? input.Tape.Record(new DropoutOperation(Name, input, _share)) : input;
}
