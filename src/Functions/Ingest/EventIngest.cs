using System.Globalization;
using System.Security.Cryptography;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>
/// Takes batches of events in: first as a write-once blob named after its content, which training reads, then as one document per
/// listener, or several where a batch has very many of theirs, which serving reads. All are named by the batch, so a batch that comes
/// again, after a crash half way too, changes nothing; events that come again in other batches are left out when they are counted. Safe
/// for concurrent use.
/// </summary>
public sealed class EventIngest(IBlobStore blobs, IDocumentStore documents)
{
    /// <summary>Prefix of the blobs that hold events.</summary>
    public const string BlobPrefix = "events/";

    /// <summary>Container of the documents that hold a listener's events; the partition is the listener.</summary>
    public const string Container = "events";

    // Of the longest ids, of characters that JSON escapes, so many take less than the 2 MB that a document may have in Cosmos DB.
    private const int EventsPerDocument = 500;

    private const int HashLength = 16;

    /// <summary>Stores a batch. Once the task completes, it survives a crash.</summary>
    public async Task AcceptAsync(IReadOnlyList<ListeningEvent> events, CancellationToken cancellationToken)
    {
        var bytes = EventLog.ToBytes(events);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var name = $"{NamePrefix(hash)}.ndjson";
        var blob = await blobs.GetPropertiesAsync(name, cancellationToken) ?? await CreateAsync(name, bytes, cancellationToken);
        // A listener of it was erased since: the batch coming again brings nothing of theirs back.
        if (blob.Length != bytes.Length) events = await ReadAsync(name, cancellationToken);

        var id = DocumentId(blob.LastModified, hash);
        await documents.WriteManyAsync(
            Container,
            [.. events
                .GroupBy(e => e.Listener, StringComparer.Ordinal)
                .SelectMany(group => group.Chunk(EventsPerDocument).Index().Select(part => KeyValuePair.Create(
                    new DocumentKey(group.Key, part.Index == 0 ? id : $"{id}-{part.Index}"), new ListenerEvents(part.Item))))],
            cancellationToken);
    }

    /// <summary>
    /// All events of a listener if any of them came in at or after <paramref name="since"/>, else null: then what was
    /// computed from events up to that moment still stands.
    /// </summary>
    public async Task<List<ListeningEvent>?> EventsIfNewerAsync(
        string listener, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var newer = documents.QueryAsync<ListenerEvents>(Container, listener, DocumentId(since, ""), cancellationToken);
        await foreach (var _ in newer)
        {
            var events = new List<ListeningEvent>();
            await foreach (var document in documents.QueryAsync<ListenerEvents>(Container, listener, null, cancellationToken))
                events.AddRange(document.Value.Events);
            return events;
        }

        return null;
    }

    /// <summary>What the names of the blobs begin with that a listener's document may come from.</summary>
    internal static string BlobPrefixOf(string documentId) =>
        NamePrefix(documentId.Substring(documentId.IndexOf('-', StringComparison.Ordinal) + 1, HashLength));

    private async Task<BlobProperties> CreateAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.WriteAsync(
                name,
                (stream, cancellation) => stream.WriteAsync(bytes, cancellation).AsTask(),
                WriteCondition.IfAbsent,
                cancellationToken);
        }
        catch (PreconditionFailedException)
        {
            return (await blobs.GetPropertiesAsync(name, cancellationToken))!; // the same batch, a moment ago
        }
    }

    private async Task<List<ListeningEvent>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenReadAsync(name, cancellationToken: cancellationToken);
        return await EventLog.ReadAsync(stream, cancellationToken).ToListAsync(cancellationToken);
    }

    // The time comes from the blob, so from the store's clock, which the cutoff of a generation comes from too.
    private static string DocumentId(DateTimeOffset received, string hash) =>
        received.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)
        + (hash.Length > 0 ? "-" + hash[..HashLength] : "");

    private static string NamePrefix(string hash) => $"{BlobPrefix}{hash[..2]}/{hash}";

    private sealed record ListenerEvents(ListeningEvent[] Events);
}
