using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mixtape.Storage;

/// <summary>A document as Cosmos DB has it: the value stands under a name of its own, apart from the service's properties.</summary>
/// <param name="Id">The id, as <see cref="CosmosId"/> writes it.</param>
/// <param name="Partition">The partition key.</param>
/// <param name="Write">A random id of the write: tells whether a write whose answer was lost has happened.</param>
/// <param name="Value">The content.</param>
internal sealed record CosmosDocument<T>(string Id, string Partition, string Write, T Value)
{
    /// <summary>The ETag, which only the service sets.</summary>
    [JsonPropertyName("_etag")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ETag { get; init; }

    /// <summary>As it was read.</summary>
    public Document<T> ToDocument() => new(new DocumentKey(Partition, CosmosId.Decode(Id)), Value, ETag!);
}

/// <summary>A document that is to be written.</summary>
/// <param name="Id">The id, as <see cref="CosmosId"/> writes it.</param>
/// <param name="Write">A random id of the write.</param>
/// <param name="Bytes">All of it, as JSON.</param>
internal sealed record CosmosDocument(string Id, string Write, byte[] Bytes)
{
    // What the service calls 2 MB, less some room for what it adds.
    private const int MaximumBytes = (2 << 20) - 1_024;

    /// <summary>Prepares a document.</summary>
    /// <exception cref="ArgumentException">It is too large, or the value cannot be written as JSON.</exception>
    public static CosmosDocument Of<T>(string container, DocumentKey key, T value)
    {
        var document = new CosmosDocument<T>(CosmosId.Encode(key.Id), key.Partition, Guid.NewGuid().ToString("N"), value);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, CosmosJson.Options);
        return bytes.Length <= MaximumBytes
            ? new CosmosDocument(document.Id, document.Write, bytes)
            : throw TooLarge(container, $"{bytes.Length} bytes");
    }

    /// <summary>What to say of a document that is too large.</summary>
    public static ArgumentException TooLarge(string container, string size) => new(
        $"A document of {container} has {size} as JSON, but Cosmos DB takes 2 MB at most: split it, or keep its bulk in a blob.");
}

/// <summary>A page of a query's answer.</summary>
internal sealed record CosmosPage<T>([property: JsonPropertyName("Documents")] IReadOnlyList<T> Documents);
