using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;
using Mixtape.Music.Evaluation;

namespace Mixtape.Functions.Training;

/// <summary>The answer to how a training goes.</summary>
/// <param name="Id">The training's id.</param>
/// <param name="Status">pending, running, completed, failed, terminated or suspended.</param>
/// <param name="Stage">The stage that is running.</param>
/// <param name="Stages">All stages, with the steps done of each.</param>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Iterations">Iterations in all.</param>
/// <param name="Loss">The objective after the last half-iteration.</param>
/// <param name="SecondsPerIteration">The fastest iteration so far, over both sides.</param>
/// <param name="Listeners">Listeners in the matrix.</param>
/// <param name="Tracks">Tracks in the matrix.</param>
/// <param name="Pairs">Pairs with events.</param>
/// <param name="RequestUnits">What publishing the generation's documents cost, where their store charges for it.</param>
/// <param name="Generation">The generation made, once it is.</param>
/// <param name="Published">Whether it became the current one.</param>
/// <param name="Metrics">Holdout metrics, once it has been judged.</param>
/// <param name="Error">What went wrong, where something did.</param>
public sealed record TrainingStatus(
    string Id,
    string Status,
    string? Stage,
    IReadOnlyList<TrainingStage>? Stages,
    int Iteration,
    int Iterations,
    double? Loss,
    double? SecondsPerIteration,
    long Listeners,
    long Tracks,
    long Pairs,
    double? RequestUnits,
    string? Generation,
    bool? Published,
    TrainingMetrics? Metrics,
    string? Error)
{
    /// <summary>Puts the answer together.</summary>
    public static TrainingStatus Of(OrchestrationMetadata instance, TrainingProgress? progress, TrainingOutcome? outcome) => new(
        instance.InstanceId,
        instance.RuntimeStatus.ToString().ToLowerInvariant(),
        progress?.Stage,
        progress?.Stages,
        progress?.Iteration ?? 0,
        progress?.Iterations ?? 0,
        progress?.Loss,
        progress?.SecondsPerIteration,
        progress?.Listeners ?? 0,
        progress?.Tracks ?? 0,
        progress?.Pairs ?? 0,
        progress?.RequestUnits,
        outcome?.Generation,
        outcome?.Published,
        progress?.Model is { } model && progress.Popularity is { } popularity
            ? new TrainingMetrics(MetricValues.Of(model), MetricValues.Of(popularity))
            : null,
        instance.FailureDetails is { } failure ? Innermost(failure) : null);

    /// <summary>
    /// What an activity said that made an orchestration fail: that helps, unlike that an activity failed.
    /// </summary>
    internal static string Innermost(Microsoft.DurableTask.TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner) failure = inner;
        return failure.ErrorMessage;
    }
}

/// <summary>Holdout metrics of the model, and of popularity beside it.</summary>
public sealed record TrainingMetrics(MetricValues Model, MetricValues Popularity);

/// <summary>Means over the listeners judged; <see cref="RankingMetrics"/> defines them.</summary>
public sealed record MetricValues(
    long Listeners,
    [property: JsonPropertyName("ndcg@10")] double Ndcg10,
    [property: JsonPropertyName("ndcg@100")] double Ndcg100,
    [property: JsonPropertyName("recall@20")] double Recall20,
    [property: JsonPropertyName("precision@10")] double Precision10,
    [property: JsonPropertyName("map@10")] double MeanAveragePrecision10,
    double Auc,
    double PercentileRank,
    [property: JsonPropertyName("coverage@10")] long Coverage10,
    [property: JsonPropertyName("novelty@10")] double Novelty10,
    [property: JsonPropertyName("headShare@10")] double HeadShare10)
{
    /// <summary>The means, to five places.</summary>
    public static MetricValues Of(RankingMetrics mean) => new(
        mean.Listeners,
        Math.Round(mean.Ndcg10, 5),
        Math.Round(mean.Ndcg100, 5),
        Math.Round(mean.Recall20, 5),
        Math.Round(mean.Precision10, 5),
        Math.Round(mean.MeanAveragePrecision10, 5),
        Math.Round(mean.Auc, 5),
        Math.Round(mean.ExpectedPercentileRank, 5),
        mean.Coverage10,
        Math.Round(mean.Novelty10, 5),
        Math.Round(mean.HeadShare10, 5));
}
