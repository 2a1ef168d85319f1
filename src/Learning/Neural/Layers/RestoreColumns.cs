using Mixtape.Learning.Neural.Operations;
using Mixtape.Learning.Scaling;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// Brings the columns of [... x columns] back from a <see cref="TableScaler"/>'s scale to their own units: undoes <see
/// cref="ScaleColumns"/>.
/// </summary>
/// <param name="name">Unique in its network.</param>
/// <param name="scaler">The scaling.</param>
public sealed class RestoreColumns(string name, TableScaler scaler) : Layer(name)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank == 0 || input.Size(-1) != scaler.Columns.Count) throw Unfit(input, $"a last axis of {scaler.Columns.Count}");
        return input.Tape.Record(new InverseScalingOperation(Name, input, scaler));
    }
}
