namespace Mixtape.Learning.Neural;

/// <summary>Whole numbers of some shape, such as classes or rows of a table: an input, without a gradient.</summary>
public sealed class IndexTensor
{
    private readonly Dimension[] _shape;
    private readonly int[] _values;

    internal IndexTensor(Tape tape, string name, ReadOnlySpan<Dimension> shape)
    {
        (Tape, Name, _shape) = (tape, name, shape.ToArray());
        _values = new int[Dimension.Product(name, shape)];
    }

    /// <summary>The input's name.</summary>
    public string Name { get; }

    /// <summary>The tape that it stands on.</summary>
    public Tape Tape { get; }

    /// <summary>The axes, outermost first.</summary>
    public ReadOnlySpan<Dimension> Shape => _shape;

    /// <summary>The numbers, to be filled before <see cref="Tape.Forward"/>.</summary>
    public Span<int> Values => _values;
}
