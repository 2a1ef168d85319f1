using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// One dimension of a shape: a number, a name that stands for the same number wherever the model uses it, or, as the
/// default, neither. In JSON a number, a string or null.
/// </summary>
[JsonConverter(typeof(OnnxDimensionConverter))]
public readonly record struct OnnxDimension
{
    private OnnxDimension(long? size, string? name) => (Size, Name) = (size, name);

    /// <summary>The number, 0 or more; null where the model leaves it open.</summary>
    public long? Size { get; }

    /// <summary>The name of an open dimension, or null.</summary>
    public string? Name { get; }

    /// <summary>A dimension of a fixed size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static OnnxDimension Fixed(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new OnnxDimension(size, null);
    }

    /// <summary>A dimension that is open until the model runs.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static OnnxDimension Symbolic(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new OnnxDimension(null, name);
    }

    /// <summary>See <see cref="Fixed"/>.</summary>
    public static implicit operator OnnxDimension(int size) => Fixed(size);

    /// <summary>See <see cref="Symbolic"/>.</summary>
    public static implicit operator OnnxDimension(string name) => Symbolic(name);

    /// <summary>The number or the name; <c>?</c> for neither.</summary>
    public override string ToString() => Size is { } size ? $"{size}" : Name ?? "?";
}

internal sealed class OnnxDimensionConverter : JsonConverter<OnnxDimension>
{
    public override bool HandleNull => true;

    public override OnnxDimension Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.Number when reader.TryGetInt64(out var size) && size >= 0 => OnnxDimension.Fixed(size),
            JsonTokenType.String when reader.GetString() is { Length: > 0 } name => OnnxDimension.Symbolic(name),
            _ => throw new JsonException("A dimension is a whole number of 0 or more, a name, or null."),
        };

    public override void Write(Utf8JsonWriter writer, OnnxDimension value, JsonSerializerOptions options)
    {
        if (value.Size is { } size) writer.WriteNumberValue(size);
        else if (value.Name is { } name) writer.WriteStringValue(name);
        else writer.WriteNullValue();
    }
}
