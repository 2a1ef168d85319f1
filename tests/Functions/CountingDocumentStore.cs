using System.Text.Json;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests;

/// <summary>Counts documents on their way to a store, and their bytes, but for those of one container.</summary>
internal sealed class CountingDocumentStore(IDocumentStore inner, string exceptFor) : IDocumentStore
{
    private long _written, _bytesWritten, _deleted;

    public long Written => _written;

    public long BytesWritten => _bytesWritten;

    public long Deleted => _deleted;

    public void Reset() => _written = _bytesWritten = _deleted = 0;

    public Task<Document<T>?> ReadAsync<T>(string container, DocumentKey key, CancellationToken cancellationToken = default) =>
        inner.ReadAsync<T>(container, key, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ReadManyAsync<T>(
        string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default) =>
        inner.ReadManyAsync<T>(container, keys, cancellationToken);

    public IAsyncEnumerable<Document<T>> QueryAsync<T>(
        string container, string partition, string? fromId = null, CancellationToken cancellationToken = default) =>
        inner.QueryAsync<T>(container, partition, fromId, cancellationToken);

    public Task<string> WriteAsync<T>(
        string container, DocumentKey key, T value, WriteCondition condition = default, CancellationToken cancellationToken = default)
    {
        Count(container, value);
        return inner.WriteAsync(container, key, value, condition, cancellationToken);
    }

    public Task WriteManyAsync<T>(
        string container, IReadOnlyCollection<KeyValuePair<DocumentKey, T>> documents, CancellationToken cancellationToken = default)
    {
        foreach (var document in documents) Count(container, document.Value);
        return inner.WriteManyAsync(container, documents, cancellationToken);
    }

    public Task<bool> DeleteAsync(string container, DocumentKey key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _deleted);
        return inner.DeleteAsync(container, key, cancellationToken);
    }

    public Task DeleteManyAsync(string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        Interlocked.Add(ref _deleted, keys.Count);
        return inner.DeleteManyAsync(container, keys, cancellationToken);
    }

    private void Count<T>(string container, T value)
    {
        if (container == exceptFor) return;
        Interlocked.Increment(ref _written);
        Interlocked.Add(ref _bytesWritten, JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web).Length);
    }
}
