using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Weekly;

/// <summary>
/// Builds a week's playlists: block after block of listeners, and within a block groups of listeners at once. After
/// some blocks it continues as new, so that its history stays short however many blocks there are.
/// </summary>
public static class WeeklyOrchestrator
{
    /// <summary>Listeners that one activity builds for, unless a block has very many; a millisecond or a few each.</summary>
    public const int ListenersPerActivity = 500;

    private const int BlocksPerRun = 32;

    /// <summary>Builds Discover Weekly of all listeners of the current generation.</summary>
    [Function(nameof(BuildDiscoverWeekly))]
    public static Task<WeeklyProgress> BuildDiscoverWeekly([OrchestrationTrigger] TaskOrchestrationContext context, WeeklyRun run) =>
        BuildAsync(context, run);

    /// <summary>Builds the Release Radar of all listeners of the current generation.</summary>
    [Function(nameof(BuildReleaseRadar))]
    public static Task<WeeklyProgress> BuildReleaseRadar([OrchestrationTrigger] TaskOrchestrationContext context, WeeklyRun run) =>
        BuildAsync(context, run);

    /// <summary>Builds the playlists of one block of listeners.</summary>
    [Function(nameof(BuildWeeklyBlock))]
    public static async Task<int> BuildWeeklyBlock([OrchestrationTrigger] TaskOrchestrationContext context, WeeklyTask task)
    {
        var listeners = await context.CallActivityAsync<int>(nameof(WeeklyActivities.CountListeners), task, ActivityRetry.Policy);
        var built = new List<Task<int>>();
        var size = Math.Max(ListenersPerActivity, (listeners + FanOut.Width - 1) / FanOut.Width);
        for (var first = 0; first < listeners; first += size)
        {
            var group = task with { First = first, Count = Math.Min(size, listeners - first) };
            built.Add(context.CallActivityAsync<int>(nameof(WeeklyActivities.BuildPlaylists), group, ActivityRetry.Policy));
        }

        return (await Task.WhenAll(built)).Sum();
    }

    private static async Task<WeeklyProgress> BuildAsync(TaskOrchestrationContext context, WeeklyRun run)
    {
        if (run.Generation.Length == 0)
        {
            var plan = await context.CallActivityAsync<WeeklyPlan>(nameof(WeeklyActivities.PlanWeekly), run.Week, ActivityRetry.Policy);
            run = run with { Generation = plan.Generation, Blocks = plan.Blocks, Total = plan.Listeners };
        }

        var end = Math.Min(run.Next + BlocksPerRun, run.Blocks);
        for (; run.Next < end; run = run with { Next = run.Next + 1 })
        {
            context.SetCustomStatus(new WeeklyProgress(run.Week, run.Done, run.Total));
            var built = await context.CallSubOrchestratorAsync<int>(
                nameof(BuildWeeklyBlock), new WeeklyTask(run.Week, run.Generation, run.Next, Kind: run.Kind));
            run = run with { Done = run.Done + built };
        }

        var progress = new WeeklyProgress(run.Week, run.Done, run.Total);
        context.SetCustomStatus(progress);
        if (run.Next < run.Blocks) context.ContinueAsNew(run);
        return progress;
    }
}

/// <summary>The input of a weekly batch; all but the week is filled in as it goes on.</summary>
/// <param name="Week">The ISO week.</param>
/// <param name="Generation">The generation to build from.</param>
/// <param name="Blocks">Blocks of listeners.</param>
/// <param name="Next">The next block.</param>
/// <param name="Done">Listeners done.</param>
/// <param name="Total">Listeners in all.</param>
/// <param name="Kind">The name of the kind of playlist.</param>
public sealed record WeeklyRun(
    string Week, string Generation = "", int Blocks = 0, int Next = 0, long Done = 0, long Total = 0,
    string Kind = DiscoverWeeklyKind.KindName);
