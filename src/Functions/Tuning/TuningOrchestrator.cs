using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Tuning;

/// <summary>
/// A search for the settings that foresee withheld listening best. The matrix is prepared once; then trials run, a few at a time,
/// and each writes down its own result. After some of them it continues as new, so that its history stays short however many
/// there are.
/// </summary>
public static class TuningOrchestrator
{
    // Each takes four events of the history, and sixteen where it fails twice and is given up.
    private const int TrialsPerRun = 100;

    // A trial is long, and what makes it fail (a matrix too large for memory) seldom passes: one more try bridges a worker that
    // was taken away.
    private static readonly TaskOptions _trialRetry = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));

    /// <summary>Runs a tuning.</summary>
    [Function(nameof(Tune))]
    public static async Task<TuningOutcome> Tune([OrchestrationTrigger] TaskOrchestrationContext context, TuningRun run)
    {
        var request = run.Request;
        var search = new Search(context, request, run.Progress ?? TuningProgress.Start(request.Space));
        if (search.Progress.Sample is null) await search.PrepareAsync();

        var end = Math.Min(run.Next + TrialsPerRun, (int)request.Space.Trials);
        await search.RunTrialsAsync(run.Next, end);
        if (end < request.Space.Trials)
        {
            context.ContinueAsNew(run with { Progress = search.Progress, Next = end });
            return new TuningOutcome(-1, false);
        }

        search.Report(search.Progress.At("choose"));
        var outcome = await context.CallActivityAsync<TuningOutcome>(
            nameof(TuningActivities.ChooseSettings), new ChoiceRequest(request.Tuning, request.Metric, request.Save), ActivityRetry.Policy);
        await context.CallSubOrchestratorAsync(nameof(ClearOrchestrator.ClearWorking), new BlockTask { Training = request.Tuning });
        search.Report(search.Progress.At("choose", 1));
        return outcome with { Progress = search.Progress };
    }

    /// <summary>What changes while a tuning runs; rebuilt by every replay.</summary>
    private sealed class Search(TaskOrchestrationContext context, TuningRequest request, TuningProgress progress)
    {
        public TuningProgress Progress { get; private set; } = progress;

        public void Report(TuningProgress now)
        {
            Progress = now;
            context.SetCustomStatus(now);
        }

        public async Task PrepareAsync()
        {
            var training = new TrainingRequest(request.Tuning, request.Options);
            var matrix = await MatrixPreparation.RunAsync(context, training, (stage, done, _) => Report(Progress.At(stage, done)));
            Report(Progress.At("sample"));
            var task = new BlockTask { Training = request.Tuning, Shape = matrix.Shape };
            var sample = await context.CallActivityAsync<MatrixSample>(
                nameof(TuningActivities.SampleMatrix), new SampleRequest(task, matrix.Pairs, request.Limits.MaximumPairs),
                ActivityRetry.Policy);
            Report(Progress.At("sample", 1) with { Sample = sample });
        }

        public async Task RunTrialsAsync(int next, int end)
        {
            Report(Progress.At("trials"));
            var open = new List<Task<bool>>();
            while (next < end || open.Count > 0)
            {
                for (; next < end && open.Count < request.Limits.Width; next++) open.Add(RunTrialAsync(next));
                var done = await Task.WhenAny(open);
                open.Remove(done);
                Report(Progress.At("trials", 1) with { Failed = Progress.Failed + (await done ? 0 : 1) });
            }
        }

        /// <returns>Whether it gave metrics.</returns>
        private async Task<bool> RunTrialAsync(int number)
        {
            var trial = new TrialTask(request.Tuning, number, request.Space.Trial(number));
            try
            {
                return await context.CallActivityAsync<bool>(nameof(TuningActivities.RunTrial), trial, _trialRetry);
            }
            catch (TaskFailedException exception)
            {
                var failure = new TrialFailure(trial, exception.FailureDetails.ErrorMessage);
                await context.CallActivityAsync(nameof(TuningActivities.GiveTrialUp), failure, ActivityRetry.Policy);
                return false;
            }
        }
    }
}
