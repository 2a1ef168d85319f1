using Microsoft.DurableTask.Client;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// Lets one training, or tuning, run at a time, since each clears up the working blobs of all: a document names the
/// instance that holds the lock, and whoever finds that instance over takes it.
/// </summary>
public sealed class TrainingLock(IDocumentStore documents, TimeProvider time)
{
    /// <summary>What the ids of tunings begin with.</summary>
    public const string TuningPrefix = "tuning-";

    internal const string Container = "locks";

    // Between taking the lock and the instance's first trace in the hub; longer than any hiccup, shorter than anyone's
    // patience.
    private static readonly TimeSpan _startingTime = TimeSpan.FromMinutes(1);

    private static readonly DocumentKey _key = new("training", "training");

    /// <summary>Takes the lock for an instance that is about to be started.</summary>
    /// <returns>Null once it is taken, or the id of the training or tuning that is running.</returns>
    public async Task<string?> TakeAsync(string training, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var held = await documents.ReadAsync<Holder>(Container, _key, cancellationToken);
        if (held is not null && await IsAliveAsync(held.Value, client, cancellationToken)) return held.Value.Training;
        var last = IsTuning(training) ? held?.Value.Last : training;
        try
        {
            await documents.WriteAsync(
                Container, _key, new Holder(training, time.GetUtcNow(), last),
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
        (await documents.ReadAsync<Holder>(Container, _key, cancellationToken))?.Value.Last;

    /// <summary>The training or tuning that is running, or null.</summary>
    public async Task<string?> RunningAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var held = await documents.ReadAsync<Holder>(Container, _key, cancellationToken);
        return held is not null && await IsAliveAsync(held.Value, client, cancellationToken) ? held.Value.Training : null;
    }

    /// <summary>Whether an id is that of a tuning.</summary>
    public static bool IsTuning(string id) => id.StartsWith(TuningPrefix, StringComparison.Ordinal);

    private async Task<bool> IsAliveAsync(Holder holder, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(holder.Training, cancellationToken);
        return instance is null ? time.GetUtcNow() - holder.Since < _startingTime : !instance.IsCompleted;
    }

    /// <param name="Training">The holder, be it a training or a tuning.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="LastTraining">The training that held the lock last; null also where an earlier version wrote this.</param>
    private sealed record Holder(string Training, DateTimeOffset Since, string? LastTraining)
    {
        public string? Last => LastTraining ?? (IsTuning(Training) ? null : Training);
    }
}
