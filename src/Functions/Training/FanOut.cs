using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mixtape.Functions.Training;

/// <summary>
/// Runs one activity for each of many blocks and adds up what they report. An instance's history stays under 2,000
/// events whatever the number of blocks: beyond <see cref="Width"/> blocks the range is split over sub-orchestrations,
/// which split again.
/// </summary>
public static class FanOut
{
    /// <summary>
    /// Activities, or sub-orchestrations, that one instance runs. Each takes four events, and fourteen where it fails until its
    /// last try.
    /// </summary>
    public const int Width = 128;

    /// <summary>
    /// Runs an activity for blocks 0 to <paramref name="blocks"/> - 1, within an orchestration of its own.
    /// </summary>
    public static Task<StageTally> RunAsync(TaskOrchestrationContext context, string activity, BlockTask task, int blocks) =>
        context.CallSubOrchestratorAsync<StageTally>(nameof(FanOutOverBlocks), new FanOutRange(activity, task, 0, blocks));

    /// <summary>Runs one range of blocks.</summary>
    [Function(nameof(FanOutOverBlocks))]
    public static async Task<StageTally> FanOutOverBlocks(
        [OrchestrationTrigger] TaskOrchestrationContext context, FanOutRange range)
    {
        var tasks = new List<Task<StageTally>>();
        if (range.Blocks <= Width)
        {
            for (var i = 0; i < range.Blocks; i++)
            {
                var task = range.Task with { Block = range.First + i };
                tasks.Add(context.CallActivityAsync<StageTally>(range.Activity, task, ActivityRetry.Policy));
            }
        }
        else
        {
            var part = Width;
            while ((range.Blocks + part - 1) / part > Width) part *= Width;
            for (var first = 0; first < range.Blocks; first += part)
            {
                tasks.Add(context.CallSubOrchestratorAsync<StageTally>(
                    nameof(FanOutOverBlocks),
                    range with { First = range.First + first, Blocks = Math.Min(part, range.Blocks - first) }));
            }
        }

        return (await Task.WhenAll(tasks)).Aggregate(new StageTally(), (sum, tally) => sum + tally);
    }
}

/// <summary>A range of blocks to run an activity for.</summary>
/// <param name="Activity">The activity's name.</param>
/// <param name="Task">Its input but for the block.</param>
/// <param name="First">The first block.</param>
/// <param name="Blocks">How many blocks.</param>
public sealed record FanOutRange(string Activity, BlockTask Task, int First, int Blocks);
