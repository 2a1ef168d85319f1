using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>
/// Takes a listener's events out of the stores: their documents say which blobs they are in, so a document goes once its blob is without
/// them, and whatever moment this ends at, doing it again goes on. A blob keeps its name, also where nothing is left in it, so that the
/// batch stays known. Safe for concurrent use.
/// </summary>
public sealed class EventRemoval(IBlobStore blobs, IDocumentStore documents)
{
    /// <summary>Removes the events of some batches.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="most">How many at most; a batch that has several documents of the listener counts as so many.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <returns>How many; none once all events are gone.</returns>
    public async Task<int> RemoveAsync(string listener, int most, CancellationToken cancellationToken)
    {
        var batches = await documents.QueryAsync<Unread>(EventIngest.Container, listener, null, cancellationToken)
            .Select(document => document.Key).Take(most).ToListAsync(cancellationToken);
        foreach (var batch in batches)
        {
            await foreach (var blob in blobs.ListAsync(EventIngest.BlobPrefixOf(batch.Id), cancellationToken))
                await RemoveAsync(listener, blob.Name, cancellationToken);
            await documents.DeleteAsync(EventIngest.Container, batch, cancellationToken);
        }

        return batches.Count;
    }

    private async Task RemoveAsync(string listener, string name, CancellationToken cancellationToken)
    {
        while (await blobs.GetPropertiesAsync(name, cancellationToken) is { } blob)
        {
            using var batch = new MemoryStream(); // one request's body
            await using (var stream = await blobs.OpenReadAsync(name, cancellationToken: cancellationToken))
                await stream.CopyToAsync(batch, cancellationToken);
            var rest = EventLog.Without(batch.GetBuffer().AsMemory(0, (int)batch.Length), listener);
            if (rest.Length == batch.Length) return;
            try
            {
                await blobs.WriteAsync(
                    name, (target, cancellation) => target.WriteAsync(rest, cancellation).AsTask(), WriteCondition.IfMatch(blob.ETag),
                    cancellationToken);
                return;
            }
            catch (PreconditionFailedException)
            {
                // Another listener was taken out of it in between: look again at what is left.
            }
        }
    }

    /// <summary>A document whose key is all that matters.</summary>
    private sealed record Unread;
}
