namespace Mixtape.Learning.Neural.Layers;

/// <summary>Layers one after the other.</summary>
/// <param name="name">The chain's name; its layers keep theirs.</param>
/// <param name="layers">In the order in which they are applied.</param>
public sealed class Sequential(string name, params IReadOnlyList<Layer> layers) : Layer(name)
{
    /// <summary>Those of all layers, in their order.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; } = [.. layers.SelectMany(layer => layer.Parameters)];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => layers.Aggregate(input, (tensor, layer) => layer.Apply(tensor));
}
