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

    /// <summary>
    /// Forgets whom an erasure erased: this one, and those of the same listener that were asked for before it, which never began or have
    /// nothing left to do. One that was asked for later stays: events that it is about may have come in behind this one.
    /// </summary>
    /// <returns>Whether the listener was known until now.</returns>
    public async Task<bool> ForgetAsync(string id, CancellationToken cancellationToken)
    {
        var own = await documents.ReadAsync<Pending>(Container, new DocumentKey(Partition, id), cancellationToken);
        if (own is null) return false;
        var done = await documents.QueryAsync<Pending>(Container, Partition, null, cancellationToken)
            .Where(other => other.Value.Listener == own.Value.Listener && other.Value.RequestedAt <= own.Value.RequestedAt)
            .Select(other => other.Key).ToListAsync(cancellationToken);
        await documents.DeleteManyAsync(Container, done, cancellationToken);
        return true;
    }

    private sealed record Pending(string Listener, DateTimeOffset RequestedAt);
}
