using Microsoft.DurableTask;

namespace Mixtape.Functions.Training;

/// <summary>
/// From event blobs to counted plays by listener block, their holdout set apart, and numbered tracks: what a training and a tuning
/// begin with. It runs within an orchestration and only decides what runs when.
/// </summary>
public static class MatrixPreparation
{
    /// <summary>The stages and their steps, in order.</summary>
    public static IReadOnlyList<TrainingStage> Stages { get; } = [new("plan", 0, 1), new("count", 0, 2), new("tile", 0, 1)];

    /// <summary>Prepares.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="request">Which folder of blobs to write, and by what options.</param>
    /// <param name="report">Hears of each stage that begins, with no step done, and of each step done.</param>
    /// <exception cref="InvalidOperationException">There are no events.</exception>
    public static async Task<PreparedMatrix> RunAsync(
        TaskOrchestrationContext context, TrainingRequest request, Action<string, int, PreparedMatrix> report)
    {
        var matrix = new PreparedMatrix(new TrainingShape());
        report("plan", 0, matrix);
        matrix = matrix with
        {
            Shape = await context.CallActivityAsync<TrainingShape>(
                nameof(PrepareActivities.PlanTraining), request, ActivityRetry.Policy),
        };
        if (matrix.Shape.Pages == 0)
            throw new InvalidOperationException("There are no events to learn from: send some to /api/events first (mixtape import).");
        report("plan", 1, matrix);

        report("count", 0, matrix);
        var events = await FanOutAsync(nameof(PrepareActivities.PartitionEvents), matrix.Shape.Pages);
        matrix = matrix with { Events = events.Rows };
        report("count", 1, matrix);
        var trackBlocks = await context.CallActivityAsync<int>(
            nameof(PrepareActivities.SizeTrackBlocks), Task(), ActivityRetry.Policy);
        matrix = matrix with { Shape = matrix.Shape with { TrackBlocks = trackBlocks, AsOf = events.Latest } };
        var listeners = await FanOutAsync(nameof(PrepareActivities.CountPlays), matrix.Shape.ListenerBlocks);
        matrix = matrix with { Shape = matrix.Shape with { Listeners = listeners.Rows }, Pairs = listeners.Entries };
        report("count", 1, matrix);

        report("tile", 0, matrix);
        var tracks = await FanOutAsync(nameof(PrepareActivities.NumberTracks), trackBlocks);
        matrix = matrix with
        {
            Shape = matrix.Shape with { Tracks = tracks.Rows, Totals = listeners.Totals + tracks.Totals },
        };
        report("tile", 1, matrix);
        return matrix;

        BlockTask Task() => new() { Training = request.Training, Shape = matrix.Shape };

        Task<StageTally> FanOutAsync(string activity, int blocks) => FanOut.RunAsync(context, activity, Task(), blocks);
    }
}

/// <summary>The listening matrix as far as it is prepared.</summary>
/// <param name="Shape">How it is cut into blocks.</param>
/// <param name="Events">Events read, repeated ones included.</param>
/// <param name="Pairs">Pairs of listener and track, the holdout included.</param>
public sealed record PreparedMatrix(TrainingShape Shape, long Events = 0, long Pairs = 0);
