using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Training;

/// <summary>
/// Trains the network over tracks' features, and encodes all tracks that have some. It runs within an orchestration and only decides what
/// runs when. Where the catalogue has no features, it is one read.
/// </summary>
public static class NetworkStage
{
    // A note is part of the status, which is as small as any payload.
    private const int LongestReason = 1_000;

    /// <summary>Runs the stage. Where it fails for good, the training goes on: the listening model is as good without networks.</summary>
    /// <returns>Whether there is a network, and what to say of it.</returns>
    public static async Task<(bool IsTrained, string Note)> RunAsync(
        TaskOrchestrationContext context, BlockTask task, NetworkOptions options)
    {
        try
        {
            return await TrainAsync(context, task, options);
        }
        catch (TaskFailedException exception)
        {
            var reason = TrainingStatus.Innermost(exception.FailureDetails);
            context.CreateReplaySafeLogger(nameof(NetworkStage)).LogError(
                exception, "Training {Training} goes on without a network over tracks' features.", task.Training);
            return (false, $"Failed, and left out: {(reason.Length <= LongestReason ? reason : reason[..LongestReason] + "...")}");
        }
    }

    private static async Task<(bool IsTrained, string Note)> TrainAsync(
        TaskOrchestrationContext context, BlockTask task, NetworkOptions options)
    {
        task = task with { Side = Side.Tracks };
        if (!await context.CallActivityAsync<bool>(nameof(NetworkActivities.FindFeatures), task, ActivityRetry.Policy))
            return (false, "Left out: no track has features.");

        var collected = await FanOut.RunAsync(context, nameof(NetworkActivities.CollectFeatures), task, task.Shape.TrackBlocks);
        if (collected.Rows < options.MinimumTracks)
        {
            return (false, string.Create(
                CultureInfo.InvariantCulture,
                $"Left out: {collected.Rows} tracks have features, a network takes {options.MinimumTracks}."));
        }

        var size = await context.CallActivityAsync<NetworkSize>(nameof(NetworkActivities.TrainNetwork), task, ActivityRetry.Policy);
        if (size.Columns == 0) return (false, $"Left out: {size.LeftOut}.");
        await FanOut.RunAsync(context, nameof(NetworkActivities.EncodeTracks), task, task.Shape.TrackBlocks);
        return (true, string.Create(
            CultureInfo.InvariantCulture,
            $"{size.Columns} features of {size.Tracks} tracks became a network, which encoded {collected.Rows}."));
    }
}

/// <summary>What a network was trained on.</summary>
/// <param name="Tracks">How many tracks.</param>
/// <param name="Columns">How many features of them; 0 where there is no network.</param>
/// <param name="LeftOut">Why there is none.</param>
public sealed record NetworkSize(int Tracks, int Columns, string? LeftOut = null)
{
    /// <summary>No network.</summary>
    public static NetworkSize None(string reason) => new(0, 0, reason);
}
