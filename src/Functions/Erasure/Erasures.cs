using Mixtape.Storage;

namespace Mixtape.Functions.Erasure;

/// <summary>
/// The listeners who are being erased: documents in container <c>erasures</c>, one partition, under random ids, so that orchestrations and
/// their history hold those and never a listener's. A document goes when its listener is gone. Safe for concurrent use.
/// </summary>
public sealed class Erasures(IDocumentStore documents, TimeProvider time)
{
    internal const string Container = "erasures";

    private const string Partition = "pending";

    /// <summary>Notes that a listener is to be erased.</summary>
    /// <returns>The erasure's id.</returns>
    public async Task<string> AddAsync(string listener, CancellationToken cancellationToken)
    {
        var id = $"erasure-{Guid.NewGuid():N}";
        await documents.WriteAsync(
            Container, new DocumentKey(Partition, id), new Pending(listener, time.GetUtcNow()), WriteCondition.IfAbsent, cancellationToken);
        return id;
    }

    /// <summary>Whom to erase; null once it is done.</summary>
    public async Task<string?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await documents.ReadAsync<Pending>(Container, new DocumentKey(Partition, id), cancellationToken))?.Value.Listener;

    /// <summary>Forgets a listener who is gone: this erasure, and others of the same listener that never began.</summary>
    public async Task ForgetAsync(string listener, CancellationToken cancellationToken)
    {
        var done = await documents.QueryAsync<Pending>(Container, Partition, null, cancellationToken)
            .Where(erasure => erasure.Value.Listener == listener).Select(erasure => erasure.Key).ToListAsync(cancellationToken);
        await documents.DeleteManyAsync(Container, done, cancellationToken);
    }

    private sealed record Pending(string Listener, DateTimeOffset RequestedAt);
}
