using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Telemetry;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Training;

/// <summary>
/// A training from event blobs to a published generation. It only decides what runs when; every step is an activity
/// over blobs. Its own history grows by some sixteen events an iteration, so it stays well under 2,000 for the most iterations
/// taken, 70.
/// </summary>
public static class TrainingOrchestrator
{
    /// <summary>Runs a training.</summary>
    [Function(nameof(Train))]
    public static async Task<TrainingOutcome> Train([OrchestrationTrigger] TaskOrchestrationContext context, TrainingRequest request)
    {
        var options = request.Options;
        var run = new Run(context, TrainingProgress.Start(options), new BlockTask { Training = request.Training });
        await PrepareAsync(run, request);
        await run.FanOutAsync(nameof(SolveActivities.InitializeTracks), Side.Tracks);
        await run.CallAsync(nameof(SolveActivities.SumGramians), run.Task with { Side = Side.Tracks });

        run.Report(run.Progress.At("train"));
        for (var i = 0; i < options.Iterations; i++) await IterateAsync(run, "train");

        var loss = run.Progress.Loss ?? 0;
        var (model, popularity) = await EvaluateAsync(run);

        run.Report(run.Progress.At("finish"));
        run.Task = run.Task with { IncludeHoldout = true };
        for (var i = 0; i < options.FinishingIterations; i++) await IterateAsync(run, "finish");
        await FinishListenersAsync(run);

        var hasNetworks = await TrainNetworksAsync(run, options.Networks);
        var sound = await GroupTracksAsync(run, await TrainSoundAsync(run, options));
        var published = await PublishAsync(run, loss, model, popularity, hasNetworks, sound);
        run.Report(run.Progress.At("clear"));
        await context.CallSubOrchestratorAsync(nameof(ClearOrchestrator.ClearOld), run.Task);
        run.Report(run.Progress.At("clear", 1));
        run.Clock.Stop();
        return new TrainingOutcome(request.Training, published, run.Progress);
    }

    private static async Task PrepareAsync(Run run, TrainingRequest request)
    {
        var matrix = await MatrixPreparation.RunAsync(run.Context, request, (stage, stepsDone, soFar) => run.Report(
            run.Progress.At(stage, stepsDone) with
            {
                Events = soFar.Events,
                Listeners = soFar.Shape.Listeners,
                Tracks = soFar.Shape.Tracks,
                Pairs = soFar.Pairs,
            }));
        run.Task = run.Task with { Shape = matrix.Shape };
        var pairs = await run.FanOutAsync(nameof(PrepareActivities.TileByListener), Side.Listeners);
        run.Report(run.Progress.At("tile", 1));
        await run.FanOutAsync(nameof(PrepareActivities.TileByTrack), Side.Tracks);
        var totals = new MatrixTotals(matrix.Shape.Listeners, matrix.Shape.Tracks, pairs.Observations, pairs.Excess);
        await run.CallAsync(nameof(PrepareActivities.SettleModel), new SettleRequest(request.Training, totals));
        run.Report(run.Progress.At("tile", 1));
    }

    /// <summary>Solves the listeners against the tracks, then the tracks against the listeners.</summary>
    private static async Task IterateAsync(Run run, string stage)
    {
        run.Task = run.Task with { Iteration = run.Task.Iteration + 1 };
        var started = run.Context.CurrentUtcDateTime;
        await SolveAsync(run, Side.Listeners);
        await SolveAsync(run, Side.Tracks);
        if (run.Progress.Loss is { } loss && !run.Context.IsReplaying)
            Instruments.TrainingLoss.Record(loss, new KeyValuePair<string, object?>("mixtape.iteration", run.Task.Iteration));
        var seconds = (run.Context.CurrentUtcDateTime - started).TotalSeconds;
        run.Report(run.Progress.At(stage, 1) with
        {
            Iteration = run.Task.Iteration,
            SecondsPerIteration = Math.Min(seconds, run.Progress.SecondsPerIteration ?? seconds),
        });
    }

    private static async Task<(RankingMetrics Model, RankingMetrics Popularity)> EvaluateAsync(Run run)
    {
        run.Report(run.Progress.At("evaluate"));
        await run.CallAsync(nameof(EvaluateActivities.RankPopularity), run.Task);
        await run.CallAsync(nameof(EvaluateActivities.FindHead), run.Task);
        var judged = await run.FanOutAsync(nameof(EvaluateActivities.EvaluateBlock), Side.Listeners);
        var coverage = await run.Context.CallActivityAsync<Coverage>(
            nameof(EvaluateActivities.CountCoverage), run.Task, ActivityRetry.Policy);
        var (model, popularity) = (judged.Model.Mean(coverage.Model), judged.Popularity.Mean(coverage.Popularity));
        run.Report(run.Progress.At("evaluate", 1) with { Model = model, Popularity = popularity });
        return (model, popularity);
    }

    /// <summary>
    /// Once more the listeners alone, so that their published vectors are what folding in gives against the published
    /// tracks.
    /// </summary>
    private static async Task FinishListenersAsync(Run run)
    {
        run.Task = run.Task with { Iteration = run.Task.Iteration + 1 };
        await SolveAsync(run, Side.Listeners);
        run.Report(run.Progress.At("finish", 1));
    }

    private static async Task SolveAsync(Run run, Side side)
    {
        var tally = await run.FanOutAsync(nameof(SolveActivities.SolveBlock), side);
        await run.CallAsync(nameof(SolveActivities.SumGramians), run.Task with { Side = side });
        run.Progress = run.Progress with { Loss = tally.Objective + run.OtherPenalty };
        run.OtherPenalty = tally.Penalty;
    }

    private static async Task<bool> TrainNetworksAsync(Run run, NetworkOptions options)
    {
        run.Report(run.Progress.At("networks"));
        var (isTrained, note) = await NetworkStage.RunAsync(run.Context, run.Task, options);
        run.Report(run.Progress.At("networks", 1, note));
        return isTrained;
    }

    private static async Task<SoundEntry?> TrainSoundAsync(Run run, TrainingOptions options)
    {
        run.Report(run.Progress.At("sound"));
        var (sound, note) = await SoundStage.RunAsync(run.Context, run.Task, options);
        run.Report(run.Progress.At("sound", 1, note));
        return sound;
    }

    private static async Task<SoundEntry?> GroupTracksAsync(Run run, SoundEntry? heard)
    {
        run.Report(run.Progress.At("groups"));
        var (sound, note) = await GroupStage.RunAsync(run.Context, run.Task, heard);
        run.Report(run.Progress.At("groups", 1, note));
        return sound;
    }

    private static async Task<bool> PublishAsync(
        Run run, double loss, RankingMetrics model, RankingMetrics popularity, bool hasNetworks, SoundEntry? sound)
    {
        run.Report(run.Progress.At("publish"));
        var listeners = await run.FanOutAsync(nameof(PublishActivities.PublishListeners), Side.Listeners);
        run.Task = run.Task with { Iteration = run.Task.Iteration - 1, HasPredictions = sound is { HasPredictions: true } };
        var tracks = await run.FanOutAsync(nameof(PublishActivities.PublishTracks), Side.Tracks);
        var published = await run.Context.CallActivityAsync<bool>(
            nameof(PublishActivities.PublishGeneration), new PublishRequest(run.Task, loss, model, popularity, hasNetworks, sound),
            ActivityRetry.Policy);
        var requestUnits = Math.Round((listeners + tracks).RequestUnits);
        run.Report(run.Progress.At("publish", 1) with { RequestUnits = requestUnits > 0 ? requestUnits : null });
        if (requestUnits > 0)
        {
            run.Context.CreateReplaySafeLogger(nameof(TrainingOrchestrator)).LogInformation(
                "Publishing the documents of generation {Training} took {RequestUnits} request units.", run.Task.Training, requestUnits);
        }

        return published;
    }

    /// <summary>What changes while a training runs; rebuilt by every replay.</summary>
    private sealed class Run(TaskOrchestrationContext context, TrainingProgress progress, BlockTask task)
    {
        public TaskOrchestrationContext Context { get; } = context;

        public StageClock Clock { get; } = new(context);

        public TrainingProgress Progress { get; set; } = progress;

        /// <summary>The template of every activity's input.</summary>
        public BlockTask Task { get; set; } = task;

        /// <summary>
        /// The penalty of the side that was solved last, which the next half-iteration leaves as it is.
        /// </summary>
        public double OtherPenalty { get; set; }

        public void Report(TrainingProgress progress)
        {
            Progress = progress;
            Context.SetCustomStatus(progress);
            Clock.Enter(progress.Stage);
        }

        public Task CallAsync(string activity, object task) => Context.CallActivityAsync(activity, task, ActivityRetry.Policy);

        public Task<StageTally> FanOutAsync(string activity, Side side) => FanOut.RunAsync(
            Context, activity, Task with { Side = side },
            side == Side.Listeners ? Task.Shape.ListenerBlocks : Task.Shape.TrackBlocks);
    }
}
