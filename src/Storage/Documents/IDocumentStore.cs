namespace Mixtape.Storage;

/// <summary>
/// JSON documents in containers, each with a partition key and an id that is unique within its partition. An id and a
/// container's name have 1 to 255 characters and none of <c>/ \ ? #</c> or control characters; a partition key has 1 to
/// 512 characters and no control characters; all are well-formed UTF-16 and compare by their characters, so case and
/// accents matter. Any other key is an <see cref="ArgumentException"/>. A container exists as soon as something is
/// written to it. Values are serialized by System.Text.Json with web defaults (camelCase) and are not null. Safe for
/// concurrent use; what has been written survives a crash.
/// </summary>
public interface IDocumentStore
{
    /// <summary>One document by its key, or null.</summary>
    Task<Document<T>?> ReadAsync<T>(string container, DocumentKey key, CancellationToken cancellationToken = default);

    /// <summary>The documents that exist among <paramref name="keys"/>, each once, in no particular order.</summary>
    Task<IReadOnlyList<Document<T>>> ReadManyAsync<T>(
        string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default);

    /// <summary>
    /// The documents of one partition in order of their ids' code points (ordinal over UTF-8, which differs from
    /// ordinal over UTF-16 beyond U+D800 only), from <paramref name="fromId"/> (inclusive) on. Read page by page as the
    /// consumer goes on: a slow consumer holds nobody up, and a document written or deleted meanwhile may or may not be
    /// among them.
    /// </summary>
    IAsyncEnumerable<Document<T>> QueryAsync<T>(
        string container, string partition, string? fromId = null, CancellationToken cancellationToken = default);

    /// <summary>Creates or replaces one document.</summary>
    /// <returns>Its new ETag.</returns>
    /// <exception cref="PreconditionFailedException">The condition does not hold; the document is
    /// unchanged.</exception>
    /// <exception cref="StoreUnavailableException">This call or any other: the store does not answer.</exception>
    Task<string> WriteAsync<T>(
        string container, DocumentKey key, T value, WriteCondition condition = default,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates or replaces many documents, each of them whole or not at all; all of them once the task completes. Of
    /// two with the same key the later one stays.
    /// </summary>
    Task WriteManyAsync<T>(
        string container, IReadOnlyCollection<KeyValuePair<DocumentKey, T>> documents,
        CancellationToken cancellationToken = default);

    /// <summary>Deletes one document; false where there was none.</summary>
    Task<bool> DeleteAsync(string container, DocumentKey key, CancellationToken cancellationToken = default);

    /// <summary>Deletes those of the documents that exist.</summary>
    Task DeleteManyAsync(
        string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default);
}

/// <summary>Where a document stands in its container.</summary>
/// <param name="Partition">The partition key.</param>
/// <param name="Id">The id, unique within the partition.</param>
public readonly record struct DocumentKey(string Partition, string Id);

/// <summary>A document as read.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its content.</param>
/// <param name="ETag">Changes with every write; pass it to <see cref="WriteCondition.IfMatch"/>.</param>
public sealed record Document<T>(DocumentKey Key, T Value, string ETag);
