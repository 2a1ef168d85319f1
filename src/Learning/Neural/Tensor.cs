namespace Mixtape.Learning.Neural;

/// <summary>
/// Numbers of some shape, row-major and without gaps, and the gradient of the loss by each of them. Made by a <see cref="Tape"/>, or as a
/// <see cref="Parameter"/> that outlives tapes. Not safe for concurrent use.
/// </summary>
public class Tensor
{
    private readonly Dimension[] _shape;
    private readonly float[] _values;
    private readonly float[] _gradient;

    internal Tensor(Tape? tape, string name, ReadOnlySpan<Dimension> shape, bool requiresGradient)
    {
        var length = Dimension.Product(name, shape);
        (Name, OnTape, RequiresGradient, _shape) = (name, tape, requiresGradient, shape.ToArray());
        _values = new float[length];
        _gradient = requiresGradient ? new float[length] : [];
    }

    /// <summary>Whose it is: the input's, the parameter's, or that of the layer that computes it.</summary>
    public string Name { get; }

    /// <summary>The tape that it stands on.</summary>
    /// <exception cref="InvalidOperationException">It is a parameter, which stands on none.</exception>
    public Tape Tape => OnTape ?? throw new InvalidOperationException($"Parameter '{Name}' stands on no tape.");

    /// <summary>The axes, outermost first; none for a scalar.</summary>
    public ReadOnlySpan<Dimension> Shape => _shape;

    /// <summary>How many axes there are.</summary>
    public int Rank => _shape.Length;

    /// <summary>How many numbers there are.</summary>
    public int Length => _values.Length;

    /// <summary>Whether the loss may depend on it through a parameter, so that it has a gradient.</summary>
    public bool RequiresGradient { get; }

    /// <summary>The numbers.</summary>
    public Span<float> Values => _values;

    /// <summary>
    /// The loss's derivatives by the numbers, after <see cref="Tape.Backward"/>; empty without <see cref="RequiresGradient"/>.
    /// </summary>
    public Span<float> Gradient => _gradient;

    /// <summary>As <see cref="Values"/>, to keep.</summary>
    public Memory<float> ValueMemory => _values;

    /// <summary>As <see cref="Gradient"/>, to keep.</summary>
    public Memory<float> GradientMemory => _gradient;

    /// <summary>The tape that it stands on; null for a parameter.</summary>
    internal Tape? OnTape { get; }

    /// <summary>The length of one axis; counted from the end when negative.</summary>
    public int Size(int axis) => _shape[axis < 0 ? Rank + axis : axis].Size;

    /// <summary>As [2 x 3 x 4].</summary>
    public string ShapeText => $"[{string.Join(" x ", _shape.Select(dimension => dimension.Size))}]";

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name} {ShapeText}";
}
