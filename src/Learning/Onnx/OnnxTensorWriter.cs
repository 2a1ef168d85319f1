using System.Buffers.Binary;
using Google.Protobuf;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>Makes stored tensors: raw data, little-endian on every machine.</summary>
internal static class OnnxTensorWriter
{
    /// <summary>A tensor of floats.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static TensorProto Write(string name, ReadOnlySpan<float> values, ReadOnlySpan<int> shape)
    {
        var raw = new byte[sizeof(float) * (long)values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        return Write(name, OnnxElementType.Float, raw, values.Length, shape);
    }

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static TensorProto Write(string name, ReadOnlySpan<long> values, ReadOnlySpan<int> shape)
    {
        var raw = new byte[sizeof(long) * (long)values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return Write(name, OnnxElementType.Int64, raw, values.Length, shape);
    }

    private static TensorProto Write(string name, OnnxElementType type, byte[] raw, int length, ReadOnlySpan<int> shape)
    {
        var tensor = new TensorProto { DataType = (int)type };
        if (name.Length > 0) tensor.Name = name;
        var count = 1L;
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
            tensor.Dims.Add(size);
        }

        if (count != length)
            throw new ArgumentException(
                $"The tensor '{name}' has {length} values, and its shape [{string.Join(", ", tensor.Dims)}] takes "
                + $"{count}: pass the shape of the values.");
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }
}
