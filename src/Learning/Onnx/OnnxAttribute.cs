using Google.Protobuf;
using Mixtape.Learning.Onnx.Format;
using static Mixtape.Learning.Onnx.Format.AttributeProto.Types;

namespace Mixtape.Learning.Onnx;

/// <summary>A named constant of a node, such as the axis of a Softmax. Immutable.</summary>
public sealed class OnnxAttribute
{
    private readonly AttributeProto _proto;

    private OnnxAttribute(string name, AttributeType type, AttributeProto proto)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (proto.Name, proto.Type) = (name, type);
        _proto = proto;
    }

    /// <summary>A whole number.</summary>
    public static OnnxAttribute Integer(string name, long value) => new(name, AttributeType.Int, new AttributeProto { I = value });

    /// <summary>Whole numbers.</summary>
    public static OnnxAttribute Integers(string name, params ReadOnlySpan<long> values) =>
        new(name, AttributeType.Ints, new AttributeProto { Ints = { values.ToArray() } });

    /// <summary>A number.</summary>
    public static OnnxAttribute Float(string name, float value) => new(name, AttributeType.Float, new AttributeProto { F = value });

    /// <summary>Numbers.</summary>
    public static OnnxAttribute Floats(string name, params ReadOnlySpan<float> values) =>
        new(name, AttributeType.Floats, new AttributeProto { Floats = { values.ToArray() } });

    /// <summary>Text, such as the direction of an LSTM.</summary>
    public static OnnxAttribute Text(string name, string value) =>
        new(name, AttributeType.String, new AttributeProto { S = ByteString.CopyFromUtf8(value) });

    /// <summary>A tensor of floats, row-major.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static OnnxAttribute Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        new(name, AttributeType.Tensor, new AttributeProto { T = OnnxTensorWriter.Write("", values, shape) });

    /// <summary>A tensor of whole numbers, row-major.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static OnnxAttribute Tensor(string name, ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) =>
        new(name, AttributeType.Tensor, new AttributeProto { T = OnnxTensorWriter.Write("", values, shape) });

    internal AttributeProto ToProto() => _proto.Clone();
}
