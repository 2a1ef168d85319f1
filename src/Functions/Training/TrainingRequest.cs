namespace Mixtape.Functions.Training;

/// <summary>The input of a training.</summary>
/// <param name="Training">Its id, which becomes the generation's.</param>
/// <param name="Options">What to compute.</param>
public sealed record TrainingRequest(string Training, TrainingOptions Options);

/// <summary>The output of a training.</summary>
/// <param name="Generation">The generation made.</param>
/// <param name="Published">Whether readers follow it now; not if it was clearly worse than the one before.</param>
/// <param name="Progress">How it went.</param>
public sealed record TrainingOutcome(string Generation, bool Published, TrainingProgress Progress);
