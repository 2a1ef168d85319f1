using Mixtape.Functions.Training;
using Mixtape.Music.Evaluation;

namespace Mixtape.Functions.Tuning;

/// <summary>What came of a trial: a document in container <c>trials</c>, partition tuning, id number.</summary>
/// <param name="Number">Its number; 0 has the settings that were in force.</param>
/// <param name="Settings">All of its settings that a search can vary.</param>
/// <param name="Model">Its metrics; null where it failed.</param>
/// <param name="Popularity">Those of popularity on the same listeners.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record TrialResult(
    int Number, TrainingSettings Settings, RankingMetrics? Model, RankingMetrics? Popularity, double Seconds, string? Error);

/// <summary>The input of a trial.</summary>
/// <param name="Tuning">The tuning's id.</param>
/// <param name="Number">The trial's number.</param>
/// <param name="Settings">What it changes of the settings in force.</param>
public sealed record TrialTask(string Tuning, int Number, TrainingSettings Settings);

/// <summary>A trial that was given up.</summary>
/// <param name="Trial">Which.</param>
/// <param name="Error">Why.</param>
public sealed record TrialFailure(TrialTask Trial, string Error);
