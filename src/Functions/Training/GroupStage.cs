using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Training;

/// <summary>
/// Puts all tracks that have an embedding into groups that sound alike, and draws the map of them. It runs within an orchestration, after
/// <see cref="SoundStage"/>, and only decides what runs when.
/// </summary>
public static class GroupStage
{
    // A note is part of the status, which is as small as any payload.
    private const int LongestReason = 1_000;

    /// <summary>Runs the stage. Where it fails for good, the training goes on: all else is as good without groups.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="task">The training.</param>
    /// <param name="sound">What the generation has of sound.</param>
    /// <returns>The same with the number of groups, and what to say of them.</returns>
    public static async Task<(SoundEntry? Sound, string Note)> RunAsync(TaskOrchestrationContext context, BlockTask task, SoundEntry? sound)
    {
        if (sound is null) return (null, "Left out: there are no tracks' embeddings.");
        try
        {
            var (groups, note) = await GroupAsync(context, task with { Side = Side.Tracks });
            return (sound with { Groups = groups }, note);
        }
        catch (TaskFailedException exception)
        {
            var reason = TrainingStatus.Innermost(exception.FailureDetails);
            context.CreateReplaySafeLogger(nameof(GroupStage)).LogError(
                exception, "Training {Training} goes on without groups of tracks.", task.Training);
            return (sound, $"Failed, and left out: {(reason.Length <= LongestReason ? reason : reason[..LongestReason] + "...")}");
        }
    }

    private static async Task<(int Groups, string Note)> GroupAsync(TaskOrchestrationContext context, BlockTask task)
    {
        var found = await context.CallActivityAsync<FoundGroups>(nameof(GroupActivities.FindGroups), task, ActivityRetry.Policy);
        if (found.Groups == 0) return (0, $"Left out: {found.Sample} tracks have audio, which are too few to group.");
        var grouped = await FanOut.RunAsync(context, nameof(GroupActivities.GroupTracks), task, task.Shape.TrackBlocks);
        var mapped = await context.CallActivityAsync<StageTally>(nameof(GroupActivities.MapCatalogue), task, ActivityRetry.Policy);
        return (found.Groups, string.Create(
            CultureInfo.InvariantCulture,
            $"{grouped.Rows} tracks in {found.Groups} groups that sound alike, found from {found.Sample} (silhouette "
            + $"{found.Silhouette:f3}); {mapped.Rows} are on the map."));
    }
}
