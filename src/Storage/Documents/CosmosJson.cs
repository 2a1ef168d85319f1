using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mixtape.Storage;

/// <summary>
/// How documents are written as JSON: with web defaults, as everywhere, but for two things. Characters beyond ASCII stand for themselves,
/// since a document's size is limited. And whole numbers beyond 2^53 are written as strings: Cosmos DB holds numbers as doubles, which
/// would change their last digits.
/// </summary>
internal static class CosmosJson
{
    /// <summary>The options of everything stored.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new SignedConverter(), new UnsignedConverter() },
    };

    private const long LargestExact = 1L << 53;

    private static readonly JsonSerializerOptions _asString = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.WriteAsString,
    };

    private sealed class SignedConverter : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? JsonSerializer.Deserialize<long>(ref reader, JsonSerializerOptions.Web)
                : reader.GetInt64();

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
        {
            if (value is >= -LargestExact and <= LargestExact) writer.WriteNumberValue(value);
            else JsonSerializer.Serialize(writer, value, _asString);
        }
    }

    private sealed class UnsignedConverter : JsonConverter<ulong>
    {
        public override ulong Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? JsonSerializer.Deserialize<ulong>(ref reader, JsonSerializerOptions.Web)
                : reader.GetUInt64();

        public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options)
        {
            if (value <= LargestExact) writer.WriteNumberValue(value);
            else JsonSerializer.Serialize(writer, value, _asString);
        }
    }
}
