using Mixtape.Learning.Neural.Operations;
using Mixtape.Learning.Scaling;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// Scales the columns of [... x columns] as a fitted <see cref="TableScaler"/> does, so that an exported model takes raw numbers, and no
/// one who calls it can forget to scale them. Missing numbers (NaN) become what their column's mean becomes; infinite ones become finite.
/// </summary>
/// <param name="name">Unique in its network.</param>
/// <param name="scaler">The scaling.</param>
public sealed class ScaleColumns(string name, TableScaler scaler) : Layer(name)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank == 0 || input.Size(-1) != scaler.Columns.Count) throw Unfit(input, $"a last axis of {scaler.Columns.Count}");
        return input.Tape.Record(new ScalingOperation(Name, input, scaler));
    }
}
