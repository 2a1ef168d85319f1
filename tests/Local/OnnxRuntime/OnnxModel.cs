using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>Writes small ONNX models (ModelProto) for tests, by hand.</summary>
internal static class OnnxModel
{
    public sealed record Port(string Name, TensorElementType Element, params object[] Dimensions)
    {
        public bool IsSequence { get; init; }
    }

    public sealed record Node(string Operator, string[] Inputs, string[] Outputs);

    /// <summary>A model of IR version 8 and opset 15 that says of itself what the metadata tests read.</summary>
    public static byte[] Write(Port[] inputs, Port[] outputs, params Node[] nodes)
    {
        var graph = new Message();
        foreach (var node in nodes)
        {
            var message = new Message();
            Array.ForEach(node.Inputs, name => message.Text(1, name));
            Array.ForEach(node.Outputs, name => message.Text(2, name));
            graph.Add(1, message.Text(4, node.Operator));
        }
        graph.Text(2, "a graph").Text(10, "what the graph does");
        Array.ForEach(inputs, input => graph.Add(11, ValueInfo(input)));
        Array.ForEach(outputs, output => graph.Add(12, ValueInfo(output)));

        return new Message().Number(1, 8).Text(2, "the tests").Text(4, "org.example").Number(5, 7).Text(6, "what it is for")
            .Add(7, graph)
            .Add(8, new Message().Text(1, "").Number(2, 15))
            .Add(14, new Message().Text(1, "labels").Text(2, "rød,blå"))
            .Add(14, new Message().Text(1, "rate").Text(2, "22050")).ToArray();
    }

    /// <summary>y = x for tensors of floats with one open dimension, "n".</summary>
    public static byte[] Identity() => Write(
        [new Port("x", TensorElementType.Float, "n", 2)],
        [new Port("y", TensorElementType.Float, "n", 2)],
        new Node("Identity", ["x"], ["y"]));

    private static Message ValueInfo(Port port)
    {
        var shape = new Message();
        foreach (var dimension in port.Dimensions)
            shape.Add(1, dimension is string name ? new Message().Text(2, name) : new Message().Number(1, Convert.ToInt64(dimension)));
        var type = new Message().Add(1, new Message().Number(1, (long)port.Element).Add(2, shape));
        return new Message().Text(1, port.Name).Add(2, port.IsSequence ? new Message().Add(4, new Message().Add(1, type)) : type);
    }

    /// <summary>A protocol buffer's message, field by field.</summary>
    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public Message Number(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
            return this;
        }

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Add(int field, Message message) => Bytes(field, message.ToArray());

        public byte[] ToArray() => _bytes.ToArray();

        private Message Bytes(int field, byte[] bytes)
        {
            Varint((ulong)field << 3 | 2);
            Varint((ulong)bytes.Length);
            _bytes.Write(bytes);
            return this;
        }

        private void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }
    }
}
