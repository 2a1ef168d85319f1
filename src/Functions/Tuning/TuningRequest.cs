using Mixtape.Functions.Training;

namespace Mixtape.Functions.Tuning;

/// <summary>The input of a tuning.</summary>
/// <param name="Tuning">Its id.</param>
/// <param name="Options">The settings in force, which trials change some of.</param>
/// <param name="Space">What to try.</param>
/// <param name="Metric">What to choose by.</param>
/// <param name="Save">Whether trainings then start from the winner.</param>
/// <param name="Limits">What it may take.</param>
public sealed record TuningRequest(
    string Tuning, TrainingOptions Options, TuningSpace Space, string Metric, bool Save, TuningOptions Limits);

/// <summary>A tuning as far as it is: what it continues as new with.</summary>
/// <param name="Request">Its request.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Next">The next trial.</param>
public sealed record TuningRun(TuningRequest Request, TuningProgress? Progress = null, int Next = 0);

/// <summary>The input of the activity that draws the sample.</summary>
/// <param name="Task">Where the matrix is.</param>
/// <param name="Pairs">Its pairs.</param>
/// <param name="MaximumPairs">The most pairs of the sample.</param>
public sealed record SampleRequest(BlockTask Task, long Pairs, long MaximumPairs);

/// <summary>The matrix that trials are run on.</summary>
/// <param name="Listeners">Its listeners.</param>
/// <param name="Tracks">Its tracks.</param>
/// <param name="Pairs">Its pairs, the holdout included.</param>
/// <param name="AllListeners">All listeners there are.</param>
/// <param name="AllPairs">All pairs there are.</param>
public sealed record MatrixSample(int Listeners, int Tracks, long Pairs, long AllListeners, long AllPairs)
{
    /// <summary>Whether it is a part only.</summary>
    public bool IsPart => Listeners < AllListeners;
}

/// <summary>The input of the activity that ends a tuning.</summary>
/// <param name="Tuning">Its id.</param>
/// <param name="Metric">What to choose by.</param>
/// <param name="Save">Whether trainings then start from the winner.</param>
public sealed record ChoiceRequest(string Tuning, string Metric, bool Save);

/// <summary>The output of a tuning.</summary>
/// <param name="Winner">The best trial.</param>
/// <param name="Saved">Whether trainings start from it.</param>
/// <param name="Progress">How it went.</param>
public sealed record TuningOutcome(int Winner, bool Saved, TuningProgress? Progress = null);
