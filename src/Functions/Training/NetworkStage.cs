using System.Globalization;
using Microsoft.DurableTask;
using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Training;

/// <summary>
/// Trains the network over tracks' features, and encodes all tracks that have some. It runs within an orchestration and only decides what
/// runs when. Where the catalogue has no features, it is one read.
/// </summary>
public static class NetworkStage
{
    /// <summary>Runs the stage.</summary>
    /// <returns>Whether there is a network, and what to say of it.</returns>
    public static async Task<(bool IsTrained, string Note)> RunAsync(
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
