using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Weekly;

/// <summary>The steps of a weekly batch.</summary>
public sealed class WeeklyActivities(Generations generations, WeeklyPlaylists playlists)
{
    /// <summary>Settles on the current generation.</summary>
    [Function(nameof(PlanWeekly))]
    public async Task<WeeklyPlan> PlanWeekly([ActivityTrigger] string week, CancellationToken cancellationToken)
    {
        var generation = await generations.CurrentAsync(cancellationToken)
            ?? throw new InvalidOperationException(
                $"There is no model to build the playlists of {week} from: train first (mixtape train).");
        return new WeeklyPlan(generation.Id, generation.ListenerBlocks, generation.Manifest.Shape.Listeners);
    }

    /// <summary>How many listeners a block has.</summary>
    [Function(nameof(CountListeners))]
    public async Task<int> CountListeners([ActivityTrigger] WeeklyTask task, CancellationToken cancellationToken) =>
        (await (await generations.FindAsync(task.Generation, cancellationToken)).ReadListenerIdsAsync(task.Block, cancellationToken)).Count;

    /// <summary>Builds the playlists of some listeners of a block; those that stand already stay.</summary>
    [Function(nameof(BuildPlaylists))]
    public async Task<int> BuildPlaylists([ActivityTrigger] WeeklyTask task, CancellationToken cancellationToken)
    {
        var generation = await generations.FindAsync(task.Generation, cancellationToken);
        var ids = await generation.ReadListenerIdsAsync(task.Block, cancellationToken);
        var kind = playlists.Find(task.Kind);
        _ = IsoWeek.TryParse(task.Week, out var week);
        for (var row = task.First; row < task.First + task.Count; row++)
            await playlists.GetOrBuildAsync(kind, generation, ids[row], week, cancellationToken);
        return task.Count;
    }
}
