using System.Text.Json;
using Microsoft.DurableTask.Client;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Tuning;

/// <summary>The answer to how a tuning goes.</summary>
/// <param name="Id">The tuning's id.</param>
/// <param name="Status">pending, running, completed, failed, terminated or suspended.</param>
/// <param name="Stage">The stage that is running.</param>
/// <param name="Stages">All stages, with the steps done of each.</param>
/// <param name="Metric">What trials are ranked by.</param>
/// <param name="Trials">The trials done, best first; those that failed last.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Total">Trials in all.</param>
/// <param name="Popularity">Metrics of popularity on the same listeners.</param>
/// <param name="Listeners">Listeners that trials are run on.</param>
/// <param name="Tracks">Tracks that trials are run on.</param>
/// <param name="Pairs">Pairs that trials are run on.</param>
/// <param name="Sample">Said where that is not all there is.</param>
/// <param name="Winner">The best trial, once all are done.</param>
/// <param name="Saved">Whether trainings start from it.</param>
/// <param name="Error">What went wrong, where something did.</param>
public sealed record TuningStatus(
    string Id,
    string Status,
    string? Stage,
    IReadOnlyList<TrainingStage>? Stages,
    string Metric,
    IReadOnlyList<TrialStatus> Trials,
    int Failed,
    long Total,
    MetricValues? Popularity,
    long Listeners,
    long Tracks,
    long Pairs,
    string? Sample,
    int? Winner,
    bool? Saved,
    string? Error)
{
    /// <summary>Puts the answer together.</summary>
    public static TuningStatus Of(
        OrchestrationMetadata instance, TuningRequest request, TuningProgress? progress, TuningOutcome? outcome,
        IEnumerable<TrialResult> trials)
    {
        TrialResult[] ranked = [.. TuningMetric.Find(request.Metric)!.Rank(trials)];
        var popularity = ranked.FirstOrDefault(trial => trial.Popularity is not null)?.Popularity;
        return new TuningStatus(
            instance.InstanceId,
            instance.RuntimeStatus.ToString().ToLowerInvariant(),
            progress?.Stage,
            progress?.Stages,
            request.Metric,
            [.. ranked.Select(TrialStatus.Of)],
            ranked.Count(trial => trial.Model is null),
            request.Space.Trials,
            popularity is null ? null : MetricValues.Of(popularity),
            progress?.Sample?.Listeners ?? 0,
            progress?.Sample?.Tracks ?? 0,
            progress?.Sample?.Pairs ?? 0,
            progress?.Sample is { IsPart: true } part ? Describe(part) : null,
            outcome?.Winner,
            outcome?.Saved,
            instance.FailureDetails is { } failure ? TrainingStatus.Innermost(failure) : null);
    }

    private static string Describe(MatrixSample sample)
    {
        var listeners = FormattableString.Invariant($"{sample.Listeners:n0} of {sample.AllListeners:n0} listeners");
        var pairs = FormattableString.Invariant($"{sample.Pairs:n0} of {sample.AllPairs:n0} pairs");
        return $"Trials ran on a sample of {listeners} ({pairs}), and on the tracks that they know: their figures compare with each "
            + "other, not with a training's.";
    }
}

/// <summary>A trial of a tuning.</summary>
/// <param name="Trial">Its number; 0 has the settings that were in force.</param>
/// <param name="Factors">Its number of factors.</param>
/// <param name="Iterations">Its number of iterations.</param>
/// <param name="Alpha">Its alpha.</param>
/// <param name="Regularization">Its penalty, in units of what chance alone would do.</param>
/// <param name="RegularizationExponent">The exponent of the penalty.</param>
/// <param name="Curve">Its curve of confidence.</param>
/// <param name="Biases">Whether it had biases.</param>
/// <param name="Metrics">Its metrics; null where it failed.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record TrialStatus(
    int Trial,
    int? Factors,
    int? Iterations,
    float? Alpha,
    double? Regularization,
    float? RegularizationExponent,
    string? Curve,
    bool? Biases,
    MetricValues? Metrics,
    double Seconds,
    string? Error)
{
    /// <summary>A result as it is told.</summary>
    public static TrialStatus Of(TrialResult result) => new(
        result.Number,
        result.Settings.Factors,
        result.Settings.Iterations,
        result.Settings.Alpha,
        result.Settings.Regularization,
        result.Settings.RegularizationExponent,
        result.Settings.Curve is { } curve ? JsonNamingPolicy.CamelCase.ConvertName(curve.ToString()) : null,
        result.Settings.Biases,
        result.Model is null ? null : MetricValues.Of(result.Model),
        result.Seconds,
        result.Error);
}
