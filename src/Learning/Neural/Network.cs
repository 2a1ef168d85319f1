namespace Mixtape.Learning.Neural;

/// <summary>The parameters of modules that are trained, saved and exported together. How the modules are joined is the caller's.</summary>
public sealed class Network
{
    /// <summary>Gathers the modules' parameters and sets each to its start.</summary>
    /// <param name="seed">Of the starts: a parameter's follows from the seed and its name, not from the other modules.</param>
    /// <param name="modules">The modules; layers that are part of a <see cref="Layers.Sequential"/> come with it.</param>
    /// <exception cref="ArgumentException">Two parameters have one name.</exception>
    public Network(ulong seed, params IReadOnlyList<Module> modules)
    {
        Parameters = [.. modules.SelectMany(module => module.Parameters).Distinct()];
        if (Parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two parameters are named '{twice.Key}': give each module of a network a name of its own.");
        foreach (var parameter in Parameters) parameter.Initialize(seed);
    }

    /// <summary>All parameters, in the order of the modules.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }
}
