namespace Mixtape.Learning.Onnx;

/// <summary>Numbers for an input of a <see cref="ModelSession"/>.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Values">The numbers, row-major; not to be changed during the run.</param>
/// <param name="Shape">Their shape, each dimension 1 or more.</param>
public readonly record struct ModelInput(string Name, ReadOnlyMemory<float> Values, params int[] Shape)
{
    /// <summary>Whole numbers, such as rows of an embedding.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="indices">The numbers, row-major; not to be changed during the run.</param>
    /// <param name="shape">Their shape, each dimension 1 or more.</param>
    public ModelInput(string name, ReadOnlyMemory<long> indices, params int[] shape)
        : this(name, ReadOnlyMemory<float>.Empty, shape)
    {
        (Indices, ElementType) = (indices, OnnxElementType.Int64);
    }

    /// <summary>The numbers of an input of whole numbers; else empty.</summary>
    public ReadOnlyMemory<long> Indices { get; }

    /// <summary>Of what type the numbers are.</summary>
    public OnnxElementType ElementType { get; } = OnnxElementType.Float;

    /// <summary>How many numbers there are.</summary>
    internal int Length => Values.Length + Indices.Length;
}
