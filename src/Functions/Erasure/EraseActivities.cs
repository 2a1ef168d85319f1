using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Training;
using Mixtape.Functions.Weekly;
using Mixtape.Storage;

namespace Mixtape.Functions.Erasure;

/// <summary>The steps of an erasure. Each can run twice, and does nothing once the erasure has ended.</summary>
public sealed class EraseActivities(Erasures erasures, EventRemoval events, IDocumentStore documents, TrainingLock trainingLock)
{
    // Each is a blob to read and write, and a document to delete.
    private const int BatchesPerCall = 100;

    // What belongs to one listener, events apart: there the partition is the listener.
    private static readonly string[] _containers = [Follows.Container, WeeklyPlaylists.Container, ListenerVector.Container];

    /// <summary>Takes the listener out of some batches of events.</summary>
    /// <returns>How many; 0 once all are done.</returns>
    [Function(nameof(RemoveEvents))]
    public async Task<int> RemoveEvents([ActivityTrigger] string erasure, CancellationToken cancellationToken) =>
        await erasures.FindAsync(erasure, cancellationToken) is { } listener
            ? await events.RemoveAsync(listener, BatchesPerCall, cancellationToken)
            : 0;

    /// <summary>Deletes the listener's other documents.</summary>
    /// <returns>How many.</returns>
    [Function(nameof(RemoveDocuments))]
    public async Task<int> RemoveDocuments([ActivityTrigger] string erasure, CancellationToken cancellationToken)
    {
        if (await erasures.FindAsync(erasure, cancellationToken) is not { } listener) return 0;
        var removed = 0;
        foreach (var container in _containers)
        {
            var keys = await documents.QueryAsync<Unread>(container, listener, null, cancellationToken)
                .Select(document => document.Key).ToListAsync(cancellationToken);
            await documents.DeleteManyAsync(container, keys, cancellationToken);
            removed += keys.Count;
        }

        return removed;
    }

    /// <summary>The training that is running, or null; a tuning publishes nothing of listeners.</summary>
    [Function(nameof(FindRunningTraining))]
    public async Task<string?> FindRunningTraining(
        [ActivityTrigger] string erasure, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        await trainingLock.RunningAsync(client, cancellationToken) is { } running && !TrainingLock.IsTuning(running) ? running : null;

    /// <summary>Forgets who was erased.</summary>
    /// <returns>Whether it was known until now.</returns>
    [Function(nameof(EndErasure))]
    public Task<bool> EndErasure([ActivityTrigger] string erasure, CancellationToken cancellationToken) =>
        erasures.ForgetAsync(erasure, cancellationToken);

    /// <summary>A document whose key is all that matters.</summary>
    private sealed record Unread;
}
