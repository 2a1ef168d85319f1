using Microsoft.DurableTask.Client;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// Lets one training run at a time: a document names the instance that holds the lock, and whoever finds that instance
/// over takes it.
/// </summary>
public sealed class TrainingLock(IDocumentStore documents, TimeProvider time)
{
    private const string Container = "locks";

    // Between taking the lock and the instance's first trace in the hub; longer than any hiccup, shorter than anyone's
    // patience.
    private static readonly TimeSpan _startingTime = TimeSpan.FromMinutes(1);

    private static readonly DocumentKey _key = new("training", "training");

    /// <summary>Takes the lock for an instance that is about to be started.</summary>
    /// <returns>Null once it is taken, or the id of the training that is running.</returns>
    public async Task<string?> TakeAsync(string training, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var held = await documents.ReadAsync<Holder>(Container, _key, cancellationToken);
        if (held is not null && await IsAliveAsync(held.Value, client, cancellationToken)) return held.Value.Training;
        try
        {
            await documents.WriteAsync(
                Container, _key, new Holder(training, time.GetUtcNow()),
                held is null ? WriteCondition.IfAbsent : WriteCondition.IfMatch(held.ETag), cancellationToken);
            return null;
        }
        catch (PreconditionFailedException)
        {
            var winner = await documents.ReadAsync<Holder>(Container, _key, cancellationToken);
            return winner?.Value.Training ?? training;
        }
    }

    /// <summary>The training started last, or null.</summary>
    public async Task<string?> LastAsync(CancellationToken cancellationToken) =>
        (await documents.ReadAsync<Holder>(Container, _key, cancellationToken))?.Value.Training;

    private async Task<bool> IsAliveAsync(Holder holder, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(holder.Training, cancellationToken);
        return instance is null ? time.GetUtcNow() - holder.Since < _startingTime : !instance.IsCompleted;
    }

    private sealed record Holder(string Training, DateTimeOffset Since);
}
