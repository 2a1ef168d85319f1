using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mixtape.Functions.Erasure;

/// <summary>
/// Erases a listener: the events, then all other documents; and where a training runs, which may have read the events before, once more
/// what it publishes. After some steps it continues as new, so its history stays short.
/// </summary>
public static class EraseOrchestrator
{
    private const int StepsPerRun = 100;

    // Short beside any training, and few enough steps for the longest.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs, or goes on with, an erasure.</summary>
    [Function(nameof(Erase))]
    public static async Task<ErasureProgress> Erase([OrchestrationTrigger] TaskOrchestrationContext context, ErasureRun run)
    {
        var progress = run.Progress;
        if (progress.WaitsFor is null)
        {
            for (var steps = 0; ; steps++)
            {
                context.SetCustomStatus(progress);
                if (steps == StepsPerRun) return Continue();
                var batches = await CallAsync<int>(nameof(EraseActivities.RemoveEvents));
                if (batches == 0) break;
                progress = progress with { Batches = progress.Batches + batches };
            }

            // Looked for first: a training that ends while documents are removed may publish some after they were.
            var running = await CallAsync<string?>(nameof(EraseActivities.FindRunningTraining));
            await RemoveDocumentsAsync();
            progress = progress with { WaitsFor = running };
        }

        if (progress.WaitsFor is { } training)
        {
            for (var steps = 0; await CallAsync<string?>(nameof(EraseActivities.FindRunningTraining)) == training; steps++)
            {
                context.SetCustomStatus(progress);
                if (steps == StepsPerRun) return Continue();
                await context.CreateTimer(_patience, CancellationToken.None);
            }

            await RemoveDocumentsAsync();
        }

        await CallAsync<bool>(nameof(EraseActivities.EndErasure));
        context.SetCustomStatus(progress);
        return progress;

        Task<T> CallAsync<T>(string activity) => context.CallActivityAsync<T>(activity, run.Erasure, ActivityRetry.Policy);

        async Task RemoveDocumentsAsync()
        {
            var removed = await CallAsync<int>(nameof(EraseActivities.RemoveDocuments));
            progress = progress with { Documents = progress.Documents + removed };
        }

        ErasureProgress Continue()
        {
            context.ContinueAsNew(run with { Progress = progress });
            return progress;
        }
    }
}

/// <summary>The input of an erasure.</summary>
/// <param name="Erasure">Its id, by which <see cref="Erasures"/> knows the listener.</param>
/// <param name="Progress">How far it is.</param>
public sealed record ErasureRun(string Erasure, ErasureProgress Progress);
