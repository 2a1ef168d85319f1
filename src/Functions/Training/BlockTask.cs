using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Training;

/// <summary>
/// The input of every activity of a training: which one, and which piece. Everything else is in blobs.
/// </summary>
public sealed record BlockTask
{
    /// <summary>The training's id; also that of the generation it makes.</summary>
    public required string Training { get; init; }

    /// <summary>How the training is cut.</summary>
    public TrainingShape Shape { get; init; } = new();

    /// <summary>Which page or block.</summary>
    public int Block { get; init; }

    /// <summary>The iteration that is being computed, from 1; 0 is the start.</summary>
    public int Iteration { get; init; }

    /// <summary>The side that is being solved, where there is one.</summary>
    public Side Side { get; init; }

    /// <summary>Whether held-out plays count as well.</summary>
    public bool IncludeHoldout { get; init; }

    /// <summary>Whether factors are predicted from tracks' sound.</summary>
    public bool HasPredictions { get; init; }
}
