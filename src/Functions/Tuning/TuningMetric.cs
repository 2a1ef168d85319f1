using Mixtape.Music.Evaluation;

namespace Mixtape.Functions.Tuning;

/// <summary>A metric that settings can be chosen by: how good, not merely how different, they are.</summary>
/// <param name="Name">Its name, as training tells it.</param>
/// <param name="ValueOf">Its value.</param>
/// <param name="LessIsBetter">Whether the least value wins.</param>
public sealed record TuningMetric(string Name, Func<RankingMetrics, double> ValueOf, bool LessIsBetter = false)
{
    /// <summary>All of them, the usual one first.</summary>
    public static IReadOnlyList<TuningMetric> All { get; } =
    [
        new("ndcg@10", metrics => metrics.Ndcg10),
        new("ndcg@100", metrics => metrics.Ndcg100),
        new("recall@20", metrics => metrics.Recall20),
        new("precision@10", metrics => metrics.Precision10),
        new("map@10", metrics => metrics.MeanAveragePrecision10),
        new("auc", metrics => metrics.Auc),
        new("percentileRank", metrics => metrics.ExpectedPercentileRank, LessIsBetter: true),
    ];

    /// <summary>The metric of that name, or null.</summary>
    public static TuningMetric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <summary>
    /// Trials, best first: what failed stands last, and of equals first what has fewer factors, then fewer iterations, then the
    /// lower number.
    /// </summary>
    public IEnumerable<TrialResult> Rank(IEnumerable<TrialResult> trials) => trials
        .OrderBy(trial => trial.Model is null)
        .ThenByDescending(trial => trial.Model is null ? 0 : LessIsBetter ? -ValueOf(trial.Model) : ValueOf(trial.Model))
        .ThenBy(trial => trial.Settings.Factors)
        .ThenBy(trial => trial.Settings.Iterations)
        .ThenBy(trial => trial.Number);
}
