namespace Mixtape.Learning.Neural;

/// <summary>A reusable part of a network that may hold parameters. Used twice on a tape, the parameters are shared.</summary>
/// <param name="name">Unique in its network; its parameters are named after it, as "name.weight".</param>
public abstract class Module(string name)
{
    /// <summary>Unique in its network.</summary>
    public string Name { get; } = name;

    /// <summary>What it learns or measures; none for most.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    private protected ArgumentException Unfit(Tensor input, string wanted) =>
        new($"'{Name}' wants {wanted}, but '{input.Name}' is {input.ShapeText}.");
}
