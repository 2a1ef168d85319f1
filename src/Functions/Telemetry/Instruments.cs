using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Mixtape.Functions.Telemetry;

/// <summary>
/// Everything that the app measures; <c>docs/observability.md</c> has the same as a table, with the tags. No tag holds what belongs to a
/// listener, be it hashed, and each has few values.
/// </summary>
internal static class Instruments
{
    /// <summary>Name of the source of spans, and of the meter.</summary>
    public const string Name = "Mixtape.Functions";

    private static readonly Meter _meter = new(Name);

    /// <summary>The spans: one around each function but orchestrators, and one within recommendations.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    public static Counter<long> EventsReceived { get; } = _meter.CreateCounter<long>(
        "mixtape.events.received", "{event}", "Listening events that were taken in, repeated ones included");

    public static Counter<long> RequestsRefused { get; } = _meter.CreateCounter<long>(
        "mixtape.requests.refused", "{request}", "Requests answered 429 for their rate, or 503 for a store");

    public static Histogram<double> StageDuration { get; } = _meter.CreateHistogram(
        "mixtape.training.stage.duration", "s", "How long the stages of trainings took",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200] });

    public static Gauge<double> TrainingLoss { get; } = _meter.CreateGauge<double>(
        "mixtape.training.loss", "1", "The objective after an iteration of the last training");

    public static Gauge<double> Ndcg10 { get; } = _meter.CreateGauge<double>(
        "mixtape.generation.ndcg10", "1", "Holdout NDCG@10 of the last generation");

    public static Gauge<double> Recall20 { get; } = _meter.CreateGauge<double>(
        "mixtape.generation.recall20", "1", "Holdout recall@20 of the last generation");

    public static Gauge<double> Map10 { get; } = _meter.CreateGauge<double>(
        "mixtape.generation.map10", "1", "Holdout MAP@10 of the last generation");

    public static Gauge<double> Auc { get; } = _meter.CreateGauge<double>(
        "mixtape.generation.auc", "1", "Holdout AUC of the last generation");

    public static Gauge<long> Coverage10 { get; } = _meter.CreateGauge<long>(
        "mixtape.generation.coverage10", "{track}", "Distinct tracks in the first ten places of all listeners judged");

    public static Counter<long> GenerationsTrained { get; } = _meter.CreateCounter<long>(
        "mixtape.generations.trained", "{generation}", "Generations that trainings ended with");

    public static Counter<long> PlaylistsBuilt { get; } = _meter.CreateCounter<long>(
        "mixtape.playlists.built", "{playlist}", "Weekly playlists that were built and stored");

    public static Histogram<double> RecommendationDuration { get; } = _meter.CreateHistogram(
        "mixtape.recommendation.duration", "s", "How long recommendations for a listener took",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        });

    public static Counter<long> SimilarSearches { get; } = _meter.CreateCounter<long>(
        "mixtape.similar.searches", "{search}", "Searches for nearest neighbours");

    public static Counter<long> CacheHits { get; } = _meter.CreateCounter<long>(
        "mixtape.cache.hits", "{lookup}", "Look-ups that found in memory what they needed");

    public static Counter<long> CacheMisses { get; } = _meter.CreateCounter<long>(
        "mixtape.cache.misses", "{lookup}", "Look-ups that had to read it from a store");

    public static Counter<long> AudioHeard { get; } = _meter.CreateCounter<long>(
        "mixtape.audio.heard", "{recording}", "Recordings that were heard, or not, by what came of it");

    /// <summary>Counts a look-up.</summary>
    /// <param name="cache">generation, listeners or training.</param>
    /// <param name="isHit">Whether it was in memory.</param>
    public static void CountLookup(string cache, bool isHit) =>
        (isHit ? CacheHits : CacheMisses).Add(1, new KeyValuePair<string, object?>("mixtape.cache", cache));

    /// <summary>Counts a search for nearest neighbours.</summary>
    /// <param name="of">What is compared: listeners, listening, features or audio.</param>
    /// <param name="how">How it is looked for: memory, exactly over vectors in this process.</param>
    public static void CountSearch(string of, string how = "memory") => SimilarSearches.Add(
        1, new KeyValuePair<string, object?>("mixtape.of", of), new KeyValuePair<string, object?>("mixtape.how", how));
}
