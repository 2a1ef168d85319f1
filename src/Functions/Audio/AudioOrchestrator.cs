using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Audio;

/// <summary>
/// Hears audio: one recording when it has come in, and whatever of all audio is unheard, group after group. After some groups it continues
/// as new, so that its history stays short however much audio there is. What one recording does ends no run.
/// </summary>
public static class AudioOrchestrator
{
    // A recording takes four events of the history, and eighteen where it fails until its last try and is given up.
    private const int GroupsPerRun = 8;

    /// <summary>Hears one track's audio.</summary>
    [Function(nameof(HearTrack))]
    public static Task<AudioOutcome> HearTrack([OrchestrationTrigger] TaskOrchestrationContext context, AudioTask task) =>
        HearAsync(context, task);

    /// <summary>Hears all audio that is unheard.</summary>
    [Function(nameof(HearAll))]
    public static async Task<AudioProgress> HearAll([OrchestrationTrigger] TaskOrchestrationContext context, AudioRun run)
    {
        if (run.Pages < 0)
        {
            run = await ListAsync(context, run);
            context.SetCustomStatus(run.Progress);
            context.ContinueAsNew(run);
            return run.Progress!;
        }

        var progress = run.Progress!;
        for (var groups = 0; groups < GroupsPerRun && run.Page < run.Pages; groups++)
        {
            context.SetCustomStatus(progress);
            var group = await context.CallActivityAsync<AudioGroup>(
                nameof(AudioActivities.FindUnheard), new AudioPage(run.Id, run.Page, run.From), ActivityRetry.Policy);
            progress = progress with { Known = progress.Known + group.Known, Failed = progress.Failed + group.Failed };
            progress = await HearGroupAsync(context, group.Tasks, run.Width, progress);
            run = group.Next < 0 ? run with { Page = run.Page + 1, From = 0 } : run with { From = group.Next };
        }

        context.SetCustomStatus(progress);
        if (run.Page < run.Pages)
        {
            context.ContinueAsNew(run with { Progress = progress });
            return progress;
        }

        await context.CallActivityAsync(nameof(AudioActivities.ClearAudioPages), run.Id, ActivityRetry.Policy);
        var looksAgain = await context.CallActivityAsync<bool>(nameof(AudioActivities.IsAudioWaiting), run.Id, ActivityRetry.Policy);
        if (looksAgain) context.ContinueAsNew(new AudioRun(run.Id, run.Width, ForgetsGone: false));
        return progress;
    }

    private static async Task<AudioRun> ListAsync(TaskOrchestrationContext context, AudioRun run)
    {
        var forgotten = 0L;
        for (var share = 0; run.ForgetsGone && share < AudioActivities.Shares; share++)
            forgotten += await context.CallActivityAsync<int>(nameof(AudioActivities.ForgetGoneAudio), share, ActivityRetry.Policy);
        var plan = await context.CallActivityAsync<AudioPlan>(nameof(AudioActivities.ListAudio), run.Id, ActivityRetry.Policy);
        return run with
        {
            Pages = plan.Pages,
            Progress = new AudioProgress { Total = plan.Total, LeftOut = plan.LeftOut, Forgotten = forgotten },
        };
    }

    private static async Task<AudioProgress> HearGroupAsync(
        TaskOrchestrationContext context, AudioTask[] tasks, int width, AudioProgress progress)
    {
        var open = new List<Task<AudioOutcome>>();
        for (var next = 0; next < tasks.Length || open.Count > 0;)
        {
            for (; next < tasks.Length && open.Count < width; next++) open.Add(HearAsync(context, tasks[next]));
            var done = await Task.WhenAny(open);
            open.Remove(done);
            progress = progress.With(await done);
            context.SetCustomStatus(progress);
        }

        return progress;
    }

    private static async Task<AudioOutcome> HearAsync(TaskOrchestrationContext context, AudioTask task)
    {
        try
        {
            return await context.CallActivityAsync<AudioOutcome>(nameof(AudioActivities.HearAudio), task, ActivityRetry.Policy);
        }
        catch (TaskFailedException exception)
        {
            var reason = Shorten(TrainingStatus.Innermost(exception.FailureDetails));
            var failure = new AudioFailure(task, $"Hearing it failed, and is tried again with the next listing: {reason}");
            return await context.CallActivityAsync<AudioOutcome>(nameof(AudioActivities.GiveAudioUp), failure, ActivityRetry.Policy);
        }
    }

    // With the task it must fit into what activities are handed.
    private static string Shorten(string reason) => reason.Length <= 1_000 ? reason : reason[..1_000];
}
