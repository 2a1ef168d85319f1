namespace Mixtape.Learning.Neural;

/// <summary>
/// A reusable part of a network: parameters, and how they act on a tensor. Applying it records operations on the tensor's tape; applied
/// twice, the parameters are shared.
/// </summary>
/// <param name="name">Unique in its network; its parameters are named after it, as "name.weight".</param>
public abstract class Layer(string name)
{
    /// <summary>Unique in its network.</summary>
    public string Name { get; } = name;

    /// <summary>What it learns or measures; none for most.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Records what the layer does to <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentException">The input's shape does not fit; the message says which is wanted.</exception>
    public abstract Tensor Apply(Tensor input);

    private protected ArgumentException Unfit(Tensor input, string wanted) => new($"'{Name}' wants {wanted}, but '{input.Name}' is {input.ShapeText}.");
}
