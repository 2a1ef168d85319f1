using System.Text.Json;

namespace Mixtape.Music.Listening;

/// <summary>
/// A batch of JSON objects as clients send it, flat but for fields that are flat objects themselves: an array, an object that wraps one
/// (<c>{"events": [...]}</c>), or one object after the other (NDJSON). Reads token by token, so that whatever is wrong is reported with its
/// item and field.
/// </summary>
public static class JsonBatch
{
    /// <summary>Items taken in one batch.</summary>
    public const int MaximumItems = 1000;

    /// <summary>
    /// The longest list of errors returned; a batch that is all wrong needs no thousand explanations.
    /// </summary>
    public const int MaximumErrors = 100;

    /// <summary>Reads every item, or what is wrong with the batch.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="wrapper">The property that may wrap the array.</param>
    /// <param name="read">Makes an item of its fields, or adds to the errors and returns null.</param>
    /// <returns>All items and no errors, or some errors.</returns>
    public static (List<T> Items, List<ItemError> Errors) Read<T>(
        ReadOnlySpan<byte> utf8, string wrapper, Func<JsonItem, T?> read)
        where T : class
    {
        var items = new List<T>();
        var errors = new List<ItemError>();
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..]; // the mark that Windows programs begin files with
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 8 });
        var fields = new Dictionary<string, JsonItem.Scalar>(StringComparer.Ordinal);
        var number = 0;
        var field = "";
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == 0) continue;
                if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth <= 1) continue; // 1: the wrapper's array
                if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0) continue; // the wrapper's end
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    errors.Add(new ItemError(number, "", "is not a JSON object"));
                    return (items, errors);
                }

                field = "";
                if (!ReadFields(ref reader, fields, wrapper, ref field)) continue; // the wrapper's start
                if (number == MaximumItems)
                {
                    errors.Add(new ItemError(number, "", $"is one too many: a batch holds at most {MaximumItems} items; send several"));
                    return (items, errors);
                }

                if (read(new JsonItem(number, fields, errors)) is { } item) items.Add(item);
                number++;
                if (errors.Count >= MaximumErrors) return (items, errors[..MaximumErrors]);
            }
        }
        catch (JsonException exception)
        {
            errors.Add(new ItemError(
                number, field, $"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})"));
        }
        catch (InvalidOperationException) // GetString on text that is not well-formed UTF-8 or UTF-16
        {
            errors.Add(new ItemError(number, field, "is not well-formed Unicode"));
        }

        if (number == 0 && errors.Count == 0) errors.Add(new ItemError(0, "", "is missing: the batch is empty"));
        return (items, errors);
    }

    /// <summary>
    /// Reads an object's fields up to its end; false where the object turns out to be the wrapper, at whose array the
    /// reader then stands.
    /// </summary>
    private static bool ReadFields(
        ref Utf8JsonReader reader, Dictionary<string, JsonItem.Scalar> fields, string wrapper, ref string field)
    {
        fields.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            field = reader.GetString()!;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when fields.Count == 0 && field == wrapper && reader.CurrentDepth == 1:
                    return false;
                case JsonTokenType.StartObject:
                    fields[field] = new JsonItem.Scalar(JsonTokenType.StartObject, null, ReadInner(ref reader));
                    break;
                default:
                    fields[field] = ReadScalar(ref reader);
                    break;
            }

            field = "";
        }

        return true;
    }

    /// <summary>The scalars of an object within an item, up to its end; what is deeper is passed over.</summary>
    private static Dictionary<string, JsonItem.Scalar> ReadInner(ref Utf8JsonReader reader)
    {
        var fields = new Dictionary<string, JsonItem.Scalar>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            fields[field] = ReadScalar(ref reader);
        }

        return fields;
    }

    private static JsonItem.Scalar ReadScalar(ref Utf8JsonReader reader)
    {
        var type = reader.TokenType;
        switch (type)
        {
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                reader.Skip();
                return new JsonItem.Scalar(type, null);
            case JsonTokenType.Number:
                return new JsonItem.Scalar(type, System.Text.Encoding.ASCII.GetString(reader.ValueSpan));
            default:
                return new JsonItem.Scalar(type, type == JsonTokenType.String ? reader.GetString() : null);
        }
    }
}
