using System.Text.Unicode;
using Google.Protobuf.Reflection;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// Walks the bytes of a file once, without allocating, before they are turned into objects: that they are a well-formed
/// <c>ModelProto</c> with no field that the format lacks and none twice, and that the objects will not take many times
/// the memory of the bytes. Time is linear in the bytes and the depth.
/// </summary>
internal ref struct OnnxWireScan
{
    // A graph in an attribute in a node is three messages deep; a shape in it five more.
    private const int MaximumDepth = 64;

    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly OnnxLimits _limits;
    private int _parts;
    private int _looseNumbers;

    private OnnxWireScan(ReadOnlySpan<byte> bytes, OnnxLimits limits)
    {
        _bytes = bytes;
        _limits = limits;
    }

    /// <summary>Checks a file.</summary>
    /// <exception cref="InvalidModelException">It is not a well-formed model, or has more parts than the limits say.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, OnnxLimits limits) =>
        new OnnxWireScan(bytes, limits).Message(0, bytes.Length, ModelProto.Descriptor, 0);

    private void Message(int position, int end, MessageDescriptor type, int depth)
    {
        if (depth > MaximumDepth)
            throw Bad(position, type, $"messages stand more than {MaximumDepth} deep in each other; export the model without such nesting");
        ulong seen = 0;
        while (position < end)
        {
            var start = position;
            var tag = ReadVarint(ref position, end, type);
            // Every number of the format is below 64, so a mask holds which were seen.
            if (tag >> 3 is 0 or > 63 || type.FindFieldByNumber((int)(tag >> 3)) is not { } field)
            {
                var hint = start == 0
                    ? "this is no ONNX file"
                    : "bytes are damaged, follow the end, or come from a format newer than IR version 10";
                throw Bad(start, type, $"there is no field {tag >> 3}: {hint}; export the model anew");
            }

            if (!field.IsRepeated && (seen & (1UL << field.FieldNumber)) != 0)
                throw Bad(start, type, $"'{field.Name}' stands twice; export the model anew");
            seen |= 1UL << field.FieldNumber;
            Field(ref position, end, type, field, (int)(tag & 7), depth);
        }
    }

    private void Field(ref int position, int end, MessageDescriptor type, FieldDescriptor field, int wire, int depth)
    {
        var expected = WireOf(field.FieldType);
        if (wire != expected && !(wire == Delimited && field.IsRepeated))
            throw Bad(position, type, $"'{field.Name}' is written as wire type {wire}; export the model anew");

        switch (wire)
        {
            case Varint:
                var value = ReadVarint(ref position, end, type);
                if (field.FieldType == FieldType.Enum && field.EnumType.FindValueByNumber((int)value) is null)
                    throw Bad(position, type, $"'{field.Name}' cannot be {(long)value}; export the model anew");
                Count(ref _looseNumbers, field.IsRepeated ? 1 : 0, _limits.MaximumLooseNumbers, nameof(OnnxLimits.MaximumLooseNumbers));
                break;
            case Fixed32 or Fixed64:
                var size = wire == Fixed32 ? 4 : 8;
                if (end - position < size) throw Truncated(position, type, field);
                position += size;
                break;
            default:
                var length = ReadVarint(ref position, end, type);
                if (length > (ulong)(end - position)) throw Truncated(position, type, field);
                Content(position, (int)length, type, field, expected, depth);
                position += (int)length;
                break;
        }
    }

    private void Content(int position, int length, MessageDescriptor type, FieldDescriptor field, int expected, int depth)
    {
        var content = _bytes.Slice(position, length);
        switch (field.FieldType)
        {
            case FieldType.Message:
                Count(ref _parts, 1, _limits.MaximumParts, nameof(OnnxLimits.MaximumParts));
                Message(position, position + length, field.MessageType, depth + 1);
                break;
            case FieldType.String:
                Count(ref _parts, 1, _limits.MaximumParts, nameof(OnnxLimits.MaximumParts));
                Text(content, position, type, field);
                break;
            case FieldType.Bytes:
                Count(ref _parts, 1, _limits.MaximumParts, nameof(OnnxLimits.MaximumParts));
                break;
            default:
                Packed(content, position, type, field, expected);
                break;
        }
    }

    private readonly void Text(ReadOnlySpan<byte> content, int position, MessageDescriptor type, FieldDescriptor field)
    {
        var isText = field.Name is "doc_string" or "value" or "producer_version";
        var (maximum, limit) = isText
            ? (_limits.MaximumTextBytes, nameof(OnnxLimits.MaximumTextBytes))
            : (_limits.MaximumNameBytes, nameof(OnnxLimits.MaximumNameBytes));
        if (content.Length > maximum)
            throw Bad(position, type, $"'{field.Name}' is {content.Length} bytes long and {limit} {maximum}: shorten it, or raise that");
        if (!Utf8.IsValid(content)) throw Bad(position, type, $"'{field.Name}' is not UTF-8; export the model anew");
        // Names reach logs and messages, where control characters would forge lines.
        if (!isText && content.IndexOfAnyInRange((byte)0, (byte)31) >= 0)
            throw Bad(position, type, $"'{field.Name}' holds a control character; rename it");
    }

    private void Packed(ReadOnlySpan<byte> content, int position, MessageDescriptor type, FieldDescriptor field, int expected)
    {
        if (expected != Varint)
        {
            if (content.Length % (expected == Fixed32 ? 4 : 8) != 0) throw Truncated(position, type, field);
            return;
        }

        var numbers = 0;
        for (var at = 0; at < content.Length; numbers++)
        {
            var next = position + at;
            ReadVarint(ref next, position + content.Length, type);
            at = next - position;
        }

        Count(ref _looseNumbers, numbers, _limits.MaximumLooseNumbers, nameof(OnnxLimits.MaximumLooseNumbers));
    }

    private readonly ulong ReadVarint(ref int position, int end, MessageDescriptor type)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (position >= end)
                throw Bad(position, type, "the bytes end inside a number: the file is cut short or damaged; copy it again");
            var part = _bytes[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw Bad(position, type, "a number is longer than 10 bytes: the file is damaged; copy it again");
    }

    private static void Count(ref int counter, int more, int maximum, string limit)
    {
        counter += more;
        if (counter > maximum)
            throw new InvalidModelException(
                $"The model has more than {maximum} parts or numbers that take far more memory than bytes; store weights "
                + $"as raw data, or raise {nameof(OnnxLimits)}.{limit}.");
    }

    private static int WireOf(FieldType type) => type switch
    {
        FieldType.Float => Fixed32,
        FieldType.Double => Fixed64,
        FieldType.String or FieldType.Bytes or FieldType.Message => Delimited,
        _ => Varint,
    };

    private static InvalidModelException Truncated(int position, MessageDescriptor type, FieldDescriptor field) =>
        Bad(position, type, $"'{field.Name}' is longer than what holds it: the file is cut short or damaged; copy it again");

    private static InvalidModelException Bad(int position, MessageDescriptor type, string what) =>
        new($"At byte {position}, in {type.Name}, {what}.");
}
