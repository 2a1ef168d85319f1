namespace Mixtape.Learning.Neural;

/// <summary>The parameters of layers that are trained, saved and exported together. How the layers are joined is the caller's.</summary>
public sealed class Network
{
    /// <summary>Gathers the layers' parameters and sets each to its start.</summary>
    /// <param name="seed">Of the starts: a parameter's follows from the seed and its name, not from the other layers.</param>
    /// <param name="layers">The layers; those that are part of a <see cref="Layers.Sequential"/> come with it.</param>
    /// <exception cref="ArgumentException">Two parameters have one name.</exception>
    public Network(ulong seed, params IReadOnlyList<Layer> layers)
    {
        Parameters = [.. layers.SelectMany(layer => layer.Parameters).Distinct()];
        if (Parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two parameters are named '{twice.Key}': give each layer of a network a name of its own.");
        foreach (var parameter in Parameters) parameter.Initialize(seed);
    }

    /// <summary>All parameters, in the order of the layers.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }
}
