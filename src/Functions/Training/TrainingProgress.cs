using Mixtape.Music.Evaluation;

namespace Mixtape.Functions.Training;

/// <summary>How far a training is: the custom status of its orchestration.</summary>
public sealed record TrainingProgress
{
    /// <summary>All stages in order, with the steps done of each.</summary>
    public required TrainingStage[] Stages { get; init; }

    /// <summary>The stage that is running.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Iterations done, finishing ones included.</summary>
    public int Iteration { get; init; }

    /// <summary>Iterations in all.</summary>
    public int Iterations { get; init; }

    /// <summary>
    /// The objective after the last half-iteration; never rises while the holdout stays out, nor while it is in.
    /// </summary>
    public double? Loss { get; init; }

    /// <summary>Seconds of the fastest iteration so far, over both sides, everything around the solving included.</summary>
    public double? SecondsPerIteration { get; init; }

    /// <summary>Events read, repeated ones included.</summary>
    public long Events { get; init; }

    /// <summary>Listeners, tracks and pairs of the listening matrix.</summary>
    public long Listeners { get; init; }

    /// <summary>See <see cref="Listeners"/>.</summary>
    public long Tracks { get; init; }

    /// <summary>See <see cref="Listeners"/>.</summary>
    public long Pairs { get; init; }

    /// <summary>Mean holdout metrics of the model, once it has been judged.</summary>
    public RankingMetrics? Model { get; init; }

    /// <summary>Mean holdout metrics of popularity.</summary>
    public RankingMetrics? Popularity { get; init; }

    /// <summary>Request units that the documents of the generation took to publish; null where the store charges nothing.</summary>
    public double? RequestUnits { get; init; }

    /// <summary>The state before the first step.</summary>
    public static TrainingProgress Start(TrainingOptions options) => new()
    {
        Iterations = options.Iterations + options.FinishingIterations,
        Stages =
        [
            new("plan", 0, 1), new("count", 0, 2), new("tile", 0, 3), new("train", 0, options.Iterations), new("evaluate", 0, 1),
            new("finish", 0, options.FinishingIterations + 1), new("networks", 0, 1), new("sound", 0, 1), new("groups", 0, 1),
            new("publish", 0, 1), new("clear", 0, 1),
        ],
    };

    /// <summary>The same with a stage running, or one step of it done, and with what there is to say of it.</summary>
    public TrainingProgress At(string stage, int stepsDone = 0, string? note = null) => this with
    {
        Stage = stage,
        Stages = [.. Stages.Select(s => s.Name == stage ? s with { Done = s.Done + stepsDone, Note = note } : s)],
    };
}

/// <summary>A stage of a training.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="Note">What there is to say of it, such as why it was left out.</param>
public sealed record TrainingStage(string Name, int Done, int Total, string? Note = null);
