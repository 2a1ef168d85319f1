using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>A tensor as ONNX's test data have it: a type, a shape, and little-endian elements in one piece.</summary>
internal sealed record TensorProto(string Name, TensorElementType Element, long[] Shape, byte[] Raw)
{
    public static TensorProto Parse(ReadOnlySpan<byte> message)
    {
        var (name, element, shape, raw) = ("", 0, new List<long>(), Array.Empty<byte>());
        while (message.Length > 0)
        {
            var key = Varint(ref message);
            // Numbers come as they are (0), and strings, bytes and packed numbers behind their length (2).
            var number = Varint(ref message);
            var bytes = (key & 7) == 2 ? Take(ref message, (int)number) : default;
            switch (key >> 3)
            {
                case 1 when (key & 7) == 0: shape.Add((long)number); break;
                case 1: while (bytes.Length > 0) shape.Add((long)Varint(ref bytes)); break;
                case 2: element = (int)number; break;
                case 8: name = Encoding.UTF8.GetString(bytes); break;
                case 9: raw = bytes.ToArray(); break;
                default: throw new InvalidDataException($"Field {key >> 3} is not read here.");
            }
        }
        return new TensorProto(name, (TensorElementType)element, [.. shape], raw);
    }

    public OrtValue ToValue() => Element switch
    {
        TensorElementType.Float => Create<float>(),
        TensorElementType.Double => Create<double>(),
        TensorElementType.Int64 => Create<long>(),
        _ => throw new InvalidDataException($"Tensors of {Element} are not read here."),
    };

    /// <summary>Asserts type, shape, and elements within a tolerance that is both absolute and relative.</summary>
    public void AssertNear(OrtValue actual, double tolerance)
    {
        var info = actual.GetTensorTypeAndShape();
        Assert.Equal(Element, info.ElementDataType);
        Assert.Equal(Shape, info.Shape);
        var (expected, values) = (Doubles(Raw), Doubles(actual));
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var near = expected[i].Equals(values[i]) || Math.Abs(expected[i] - values[i]) <= tolerance + tolerance * Math.Abs(expected[i]);
            Assert.True(near, $"{Name}[{i}] is {values[i]}, not {expected[i]}");
        }
    }

    private OrtValue Create<T>()
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, T>(Raw).ToArray(), Shape);

    private double[] Doubles(ReadOnlySpan<byte> raw) => Element switch
    {
        TensorElementType.Float => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(raw).ToArray(), Convert.ToDouble),
        TensorElementType.Double => MemoryMarshal.Cast<byte, double>(raw).ToArray(),
        _ => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(raw).ToArray(), Convert.ToDouble),
    };

    private double[] Doubles(OrtValue value) => Element switch
    {
        TensorElementType.Float => Doubles(MemoryMarshal.AsBytes(value.GetTensorDataAsSpan<float>())),
        TensorElementType.Double => Doubles(MemoryMarshal.AsBytes(value.GetTensorDataAsSpan<double>())),
        _ => Doubles(MemoryMarshal.AsBytes(value.GetTensorDataAsSpan<long>())),
    };

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, int length)
    {
        var taken = message[..length];
        message = message[length..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(ref message, 1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}
