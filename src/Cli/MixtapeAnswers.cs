using System.Text.Json;

namespace Mixtape.Cli;

internal sealed record HealthAnswer(string Status, string? Version, string? Generation, string[]? Models = null);

internal sealed record AcceptedAnswer(int Accepted);

/// <summary>Audio that has been stored.</summary>
internal sealed record AcceptedAudioAnswer(string Track, long Bytes, string ContentHash);

/// <summary>What is known of a track's audio; the reason where it could not be heard.</summary>
internal sealed record TrackAudioAnswer(string Track, string State, string? Reason);

internal sealed record AudioAnalysisAnswer(
    string Id, string Status, long Total, long Done, long Heard, long Known, long Failed, long LeftOut, string? Error);

/// <summary>
/// A run that has been started: a training, the building of a week's playlists, or hearing all audio, which alone may not be new.
/// </summary>
internal sealed record RunAnswer(string Id, string? StatusUrl, string? Week, bool IsNew = true);

/// <summary>How to train; what is null the server decides.</summary>
internal sealed record TrainingRequest(
    int? Factors = null, int? Iterations = null, string? Curve = null, double? Alpha = null, bool? RelativeToListener = null,
    double? SilenceExponent = null, double? PropensityExponent = null, double? Regularization = null,
    string? Solver = null, ulong? Seed = null, bool? WarmStart = null, string? HoldoutMethod = null);

internal sealed record TrainingAnswer(
    string Id, string Status, string? Stage, IReadOnlyList<StageAnswer>? Stages, int? Iteration, int? Iterations,
    double? Loss, double? SecondsPerIteration, double? RequestUnits,
    string? Generation, bool? Published, MetricsAnswer? Metrics, string? Error);

internal sealed record StageAnswer(string Name, double Done, double Total, string? Note = null);

/// <summary>Holdout metrics by name, of the model and of recommending the most popular tracks to everybody.</summary>
internal sealed record MetricsAnswer(
    IReadOnlyDictionary<string, double>? Model, IReadOnlyDictionary<string, double>? Popularity);

/// <summary>What to try; what is null the server decides.</summary>
internal sealed record TuningRequest
{
    public int[]? Factors { get; init; }

    public int[]? Iterations { get; init; }

    public double[]? Alpha { get; init; }

    public double[]? Regularization { get; init; }

    public double[]? RegularizationExponent { get; init; }

    public string[]? Curve { get; init; }

    public bool[]? Biases { get; init; }

    public int? Random { get; init; }

    public ulong? Seed { get; init; }

    public string? Metric { get; init; }

    public bool? Save { get; init; }

    public string? HoldoutMethod { get; init; }
}

internal sealed record TuningAnswer(
    string Id, string Status, string? Stage, IReadOnlyList<StageAnswer>? Stages, string Metric, IReadOnlyList<TrialAnswer> Trials,
    long Total, IReadOnlyDictionary<string, double>? Popularity, string? Sample, int? Winner, bool? Saved, string? Error);

/// <summary>A trial: its settings, and its metrics by name where it did not fail.</summary>
internal sealed record TrialAnswer(
    int Trial, int? Factors, int? Iterations, double? Alpha, double? Regularization, double? RegularizationExponent, string? Curve,
    bool? Biases, IReadOnlyDictionary<string, double>? Metrics, double Seconds, string? Error);

/// <summary>The settings that trainings start from, and the tuning that found them, if one did.</summary>
internal sealed record DefaultsAnswer(
    IReadOnlyDictionary<string, JsonElement> Settings, string? Tuning, int? Trial, string? Metric, double? Value);

/// <summary>An erasure that was started, where only the id and what remains are known, or how it goes.</summary>
internal sealed record ErasureAnswer(
    string Id, string? Status, int Batches, int Documents, string? WaitsFor, string? Remains, string? Error);

internal sealed record ListenersAnswer(IReadOnlyList<string> Listeners, string? Next);

/// <summary>Recommendations, a week's playlist, or similar tracks; which fields are there depends on which.</summary>
internal sealed record TracksAnswer(
    string? Listener, string? Generation, string? Model, string? Week, DateTimeOffset? BuiltAt,
    IReadOnlyList<TrackAnswer> Tracks);

internal sealed record TrackAnswer(string Track, string? Title, string? Artist, double? Score, ReasonAnswer? Reason);

internal sealed record ReasonAnswer(string? Model, string? Text, IReadOnlyList<BecauseAnswer>? Because);

internal sealed record BecauseAnswer(string Track, string? Title, double Share);

internal sealed record SimilarListenersAnswer(IReadOnlyList<SimilarListenerAnswer> Listeners);

internal sealed record SimilarListenerAnswer(string Listener, double Score);

internal sealed record GenresAnswer(IReadOnlyList<GenreAnswer> Genres);

internal sealed record GenreAnswer(int Group, string Name, long Tracks, IReadOnlyList<TrackAnswer> Typical);

internal sealed record GenreTracksAnswer(string Genre, IReadOnlyList<TrackAnswer> Tracks);

internal sealed record MapAnswer(IReadOnlyList<MapGenreAnswer> Genres, IReadOnlyList<MapPointAnswer> Points);

internal sealed record MapGenreAnswer(string Name, long Tracks);

internal sealed record MapPointAnswer(string Track, string? Title, string? Artist, float X, float Y, int Group);

internal sealed record PlaylistRunAnswer(
    string Id, string? Week, string Status, double? Done, double? Total, string? Error);
