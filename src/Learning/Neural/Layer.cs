namespace Mixtape.Learning.Neural;

/// <summary>A module that makes one tensor of another: applying it records operations on the tensor's tape.</summary>
/// <param name="name">Unique in its network.</param>
public abstract class Layer(string name) : Module(name)
{
    /// <summary>Records what the layer does to <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentException">The input's shape does not fit; the message says which is wanted.</exception>
    public abstract Tensor Apply(Tensor input);
}
