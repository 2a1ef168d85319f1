using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Training;

/// <summary>
/// Gathers the embeddings of all tracks that have one, played or not, learns to tell factors from them, and predicts those of tracks that
/// few or none have played. It runs within an orchestration and only decides what runs when. Where no track has audio, it is one read.
/// </summary>
public static class SoundStage
{
    // A note is part of the status, which is as small as any payload.
    private const int LongestReason = 1_000;

    /// <summary>Runs the stage. Where it fails for good, the training goes on: the listening model is as good without sound.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="task">The training, and the iteration that solved the listeners last.</param>
    /// <param name="options">The training's options.</param>
    /// <returns>What the generation has of sound, null for nothing, and what to say of it.</returns>
    public static async Task<(SoundEntry? Sound, string Note)> RunAsync(
        TaskOrchestrationContext context, BlockTask task, TrainingOptions options)
    {
        try
        {
            return await TrainAsync(context, task, options);
        }
        catch (TaskFailedException exception)
        {
            var reason = TrainingStatus.Innermost(exception.FailureDetails);
            context.CreateReplaySafeLogger(nameof(SoundStage)).LogError(
                exception, "Training {Training} goes on without tracks' sound.", task.Training);
            return (null, $"Failed, and left out: {(reason.Length <= LongestReason ? reason : reason[..LongestReason] + "...")}");
        }
    }

    private static async Task<(SoundEntry? Sound, string Note)> TrainAsync(
        TaskOrchestrationContext context, BlockTask task, TrainingOptions options)
    {
        var tracks = task with { Side = Side.Tracks };
        if (!await context.CallActivityAsync<bool>(nameof(SoundActivities.FindSound), tracks, ActivityRetry.Policy))
            return (null, "Left out: no track has audio that was heard.");

        await FanOut.RunAsync(context, nameof(SoundActivities.GatherSound), tracks, SoundActivities.Pages);
        var plan = await context.CallActivityAsync<SoundPlan>(nameof(SoundActivities.SettleSound), tracks, ActivityRetry.Policy);
        if (plan.Tracks == 0) return (null, "Left out: no track has an embedding any more.");
        var collected = await FanOut.RunAsync(context, nameof(SoundActivities.CollectSound), tracks, tracks.Shape.TrackBlocks);
        var entry = new SoundEntry(plan.Model, plan.Width);
        var heard = string.Create(CultureInfo.InvariantCulture, $"{collected.Rows} tracks have audio");
        if (collected.Entries < options.Sound.MinimumTracks)
        {
            return (entry, string.Create(
                CultureInfo.InvariantCulture,
                $"{heard}, {collected.Entries} of them enough listeners, and a regression takes {options.Sound.MinimumTracks}: nothing is "
                + $"predicted."));
        }

        var size = new SoundTask(tracks, collected.Entries);
        var trained = await context.CallActivityAsync<SoundTrained>(nameof(SoundActivities.TrainSound), size, ActivityRetry.Policy);
        if (trained.Quality is not { } quality) return (entry, $"{heard}, but nothing is predicted: {trained.LeftOut}.");
        var predicted = await FanOut.RunAsync(context, nameof(SoundActivities.PredictSound), tracks, tracks.Shape.TrackBlocks);
        var judged = await FanOut.RunAsync(
            context, nameof(SoundActivities.JudgeSound), task with { Side = Side.Listeners }, task.Shape.ListenerBlocks);
        entry = entry with
        {
            Quality = quality,
            BySound = judged.BySound.Listeners > 0 ? judged.BySound.Auc : null,
            ByPlays = judged.ByPlays.Listeners > 0 ? judged.ByPlays.Auc : null,
        };
        return (entry, string.Create(
            CultureInfo.InvariantCulture,
            $"{heard}; a {quality.Kind} learned from {quality.Tracks} to tell factors from sound ({quality.VarianceExplained:p0} of the "
            + $"variance on {quality.HeldOut} held out; AUC {entry.BySound:f3}, by plays {entry.ByPlays:f3}), and predicted "
            + $"{predicted.Rows}, of which nobody has played {predicted.Entries}."));
    }
}

/// <summary>Which network's embeddings a training takes: embeddings of different networks do not compare.</summary>
/// <param name="Model">The network.</param>
/// <param name="Width">Numbers of an embedding.</param>
/// <param name="Tracks">How many tracks have one.</param>
public sealed record SoundPlan(string Model, int Width, long Tracks);

/// <summary>The input of the step that learns.</summary>
/// <param name="Task">The training.</param>
/// <param name="Trusted">How many tracks there are to learn from.</param>
public sealed record SoundTask(BlockTask Task, long Trusted);

/// <summary>What was learned.</summary>
/// <param name="Quality">How good it is; null where nothing was.</param>
/// <param name="LeftOut">Why not.</param>
public sealed record SoundTrained(Mixtape.Music.Sound.SoundQuality? Quality, string? LeftOut = null);
