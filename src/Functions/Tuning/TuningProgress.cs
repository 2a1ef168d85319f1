using Mixtape.Functions.Training;

namespace Mixtape.Functions.Tuning;

/// <summary>
/// How far a tuning is: the custom status of its orchestration. The trials' results are documents, so that this stays small.
/// </summary>
public sealed record TuningProgress
{
    /// <summary>All stages in order, with the steps done of each.</summary>
    public required TrainingStage[] Stages { get; init; }

    /// <summary>The stage that is running.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Trials that failed.</summary>
    public int Failed { get; init; }

    /// <summary>The matrix that trials are run on, once it is there.</summary>
    public MatrixSample? Sample { get; init; }

    /// <summary>The state before the first step.</summary>
    public static TuningProgress Start(TuningSpace space) => new()
    {
        Stages = [.. MatrixPreparation.Stages, new("sample", 0, 1), new("trials", 0, (int)space.Trials), new("choose", 0, 1)],
    };

    /// <summary>The same with a stage running, or steps of it done.</summary>
    public TuningProgress At(string stage, int stepsDone = 0) => this with
    {
        Stage = stage,
        Stages = [.. Stages.Select(s => s.Name == stage ? s with { Done = s.Done + stepsDone } : s)],
    };
}
