using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mixtape.Functions.Training;

/// <summary>Clears up after a training, in as many steps as it takes: after some it continues as new, so its history stays short.</summary>
public static class ClearOrchestrator
{
    private const int StepsPerRun = 100;

    /// <summary>Removes working blobs alone.</summary>
    [Function(nameof(ClearWorking))]
    public static async Task ClearWorking([OrchestrationTrigger] TaskOrchestrationContext context, BlockTask task)
    {
        for (var steps = 0; steps < StepsPerRun; steps++)
            if (!await context.CallActivityAsync<bool>(nameof(ClearActivities.ClearWorkingBlobs), task, ActivityRetry.Policy)) return;
        context.ContinueAsNew(task);
    }

    /// <summary>Removes working blobs, then the generations that nobody follows any more.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="task">The training that has ended; its own generation stays.</param>
    [Function(nameof(ClearOld))]
    public static async Task ClearOld([OrchestrationTrigger] TaskOrchestrationContext context, BlockTask task)
    {
        var steps = 0;
        if (!await DrainAsync(nameof(ClearActivities.ClearWorkingBlobs), task)) return;
        var old = await context.CallActivityAsync<List<BlockTask>>(
            nameof(ClearActivities.FindOldGenerations), task, ActivityRetry.Policy);
        foreach (var generation in old)
        {
            await FanOut.RunAsync(context, nameof(ClearActivities.ClearListeners), generation, generation.Shape.ListenerBlocks);
            await FanOut.RunAsync(context, nameof(ClearActivities.ClearTracks), generation, generation.Shape.TrackBlocks);
            if (!await DrainAsync(nameof(ClearActivities.ClearGeneration), generation)) return;
        }

        // Calls an activity while it says that there is more; false where the rest is left to the next run.
        async Task<bool> DrainAsync(string activity, BlockTask what)
        {
            while (await context.CallActivityAsync<bool>(activity, what, ActivityRetry.Policy))
            {
                if (++steps < StepsPerRun) continue;
                context.ContinueAsNew(task);
                return false;
            }

            return true;
        }
    }
}
