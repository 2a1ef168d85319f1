using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>A node of a standard operator, with what is known of its inputs before the model runs.</summary>
internal sealed class OnnxNode(NodeProto proto, long opset, OnnxScope scope, string where)
{
    /// <summary>A size that is not known.</summary>
    public const long Open = -1;

    // Two numbers for each of the most dimensions; longer constants are no shapes, and are not read.
    private const int MaximumEntries = 64;

    // Sums of all sizes of a model stay within 64 bits; what is larger never runs.
    private const long MaximumSize = 1L << 40;

    /// <summary>Its operator.</summary>
    public string Type => proto.OpType;

    /// <summary>The set that its operator is of.</summary>
    public long Opset => opset;

    /// <summary>What to call it in a message.</summary>
    public string Where => where;

    /// <summary>How many inputs it names.</summary>
    public int Inputs => proto.Input.Count;

    /// <summary>How many outputs it names.</summary>
    public int Outputs => proto.Output.Count;

    /// <summary>Whether it has an input.</summary>
    public bool Has(int input) => input < proto.Input.Count && proto.Input[input].Length > 0;

    /// <summary>An input's sizes, some of which may be <see cref="Open"/>, or null where not even their number is known.</summary>
    public long[]? Shape(int input = 0) => Has(input) ? scope.Shape(proto.Input[input]) : null;

    /// <summary>The tensor that an input always is, or null.</summary>
    public TensorProto? Constant(int input) => Has(input) ? scope.Constant(proto.Input[input]) : null;

    /// <summary>The numbers of an input that is a constant and short, or null.</summary>
    public double[]? Numbers(int input) => Short(input) is { } constant ? OnnxTensors.Numbers(constant) : null;

    /// <summary>The whole numbers of an input that is a constant and short, or null.</summary>
    public long[]? Integers(int input) => Short(input) is { } constant ? OnnxTensors.Integers(constant) : null;

    /// <summary>An attribute, or null.</summary>
    public AttributeProto? Attribute(string name) => proto.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>The whole number of an attribute.</summary>
    public long Integer(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    /// <summary>The whole numbers of an attribute, or null where it has none.</summary>
    public long[]? Integers(string name) => Attribute(name) is { Ints.Count: > 0 } attribute ? [.. attribute.Ints] : null;

    /// <summary>Notes the shape of an output, where it is known.</summary>
    public void Note(long[]? shape, int output = 0)
    {
        if (shape is null || output >= proto.Output.Count) return;
        scope.SetShape(proto.Output[output], Array.ConvertAll(shape, size => size <= MaximumSize ? size : Open));
    }

    /// <summary>Notes that the first output always is this tensor, where it is known.</summary>
    public void Note(TensorProto? constant)
    {
        if (constant is not null) scope.SetConstant(proto.Output[0], constant);
    }

    /// <summary>What to throw when the node makes no sense.</summary>
    public InvalidModelException Refusal(string reason) => new($"The {where} {reason}; export the model anew.");

    private TensorProto? Short(int input) =>
        Constant(input) is { } constant && constant.Dims.Aggregate(1.0, (product, size) => product * Math.Max(1, size)) <= MaximumEntries
            ? constant
            : null;
}
