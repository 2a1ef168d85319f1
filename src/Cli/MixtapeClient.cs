using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Music.Listening;

namespace Mixtape.Cli;

/// <summary>
/// Mixtape's HTTP API. A server that is overloaded (503) is asked again when it says, within 2 s; where
/// <see cref="Patient"/>, within a minute, and also after a broken connection. Safe for concurrent use.
/// </summary>
/// <exception cref="MixtapeServerException">Any call: the server refuses.</exception>
/// <exception cref="MixtapeUnreachableException">Any call: nobody answers.</exception>
internal sealed class MixtapeClient : IDisposable
{
    private const int Attempts = 6;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _shortWait = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="server">Where the server is; a path in it stays in front of the API's.</param>
    /// <param name="key">The function key that goes with each request, if any.</param>
    /// <param name="time">Measures pauses.</param>
    public MixtapeClient(Uri server, string? key, TimeProvider time)
    {
        _time = time;
        // The longest that Azure lets an answer take is 230 s.
        _http = new HttpClient { BaseAddress = Folder(server), Timeout = TimeSpan.FromSeconds(240) };
        if (key is not null) _http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>The server's address, with a slash at its end.</summary>
    public Uri Server => _http.BaseAddress!;

    /// <summary>
    /// Whether to sit out what may pass: right for uploads, which can be repeated, and tiresome for questions.
    /// </summary>
    public bool Patient { get; init; }

    public Task<HealthAnswer> HealthAsync(CancellationToken token) => Get<HealthAnswer>("api/health", token);

    public Task<AcceptedAnswer> SendEventsAsync(IReadOnlyList<ListeningEvent> events, CancellationToken token) =>
        Send<AcceptedAnswer>(HttpMethod.Post, "api/events", events, token);

    public Task<AcceptedAnswer> SendTracksAsync(IReadOnlyList<Track> tracks, CancellationToken token) =>
        Send<AcceptedAnswer>(HttpMethod.Put, "api/tracks", tracks, token);

    public Task<AcceptedAnswer> SendFollowsAsync(IReadOnlyList<Follow> follows, CancellationToken token) =>
        Send<AcceptedAnswer>(HttpMethod.Put, "api/follows", follows, token);

    /// <summary>Sends a track's audio, read from its file as it goes out.</summary>
    public Task<AcceptedAudioAnswer> SendAudioAsync(string track, string path, CancellationToken token) =>
        SendContent<AcceptedAudioAnswer>(HttpMethod.Put, $"api/tracks/{Escape(track)}/audio", () => Content(path), token);

    public Task<TrackAudioAnswer> TrackAudioAsync(string track, CancellationToken token) =>
        Get<TrackAudioAnswer>($"api/tracks/{Escape(track)}/audio-features", token);

    public Task<RunAnswer> StartAudioAnalysisAsync(CancellationToken token) =>
        Send<RunAnswer>(HttpMethod.Post, "api/audio/analyses", null, token);

    public Task<AudioAnalysisAnswer> AudioAnalysisAsync(string id, CancellationToken token) =>
        Get<AudioAnalysisAnswer>($"api/audio/analyses/{Escape(id)}", token);

    public Task<RunAnswer> StartTrainingAsync(TrainingRequest request, CancellationToken token) =>
        Send<RunAnswer>(HttpMethod.Post, "api/training", request, token);

    public Task<TrainingAnswer> TrainingAsync(string id, CancellationToken token) =>
        Get<TrainingAnswer>($"api/training/{Escape(id)}", token);

    public Task<RunAnswer> StartTuningAsync(TuningRequest request, CancellationToken token) =>
        Send<RunAnswer>(HttpMethod.Post, "api/tuning", request, token);

    public Task<TuningAnswer> TuningAsync(string id, CancellationToken token) =>
        Get<TuningAnswer>($"api/tuning/{Escape(id)}", token);

    public Task<DefaultsAnswer> TrainingDefaultsAsync(CancellationToken token) =>
        Get<DefaultsAnswer>("api/training-defaults", token);

    public Task<DefaultsAnswer> ResetTrainingDefaultsAsync(CancellationToken token) =>
        Send<DefaultsAnswer>(HttpMethod.Delete, "api/training-defaults", null, token);

    public Task<ListenersAnswer> ListenersAsync(string? after, int count, CancellationToken token) =>
        Get<ListenersAnswer>($"api/users?count={count}{Query("after", after)}", token);

    public Task<TracksAnswer> RecommendationsAsync(
        string listener, int count, string? model, CancellationToken token) =>
        Get<TracksAnswer>($"api/users/{Escape(listener)}/recommendations?count={count}{Query("model", model)}", token);

    public Task<SimilarListenersAnswer> SimilarListenersAsync(string listener, int count, CancellationToken token) =>
        Get<SimilarListenersAnswer>($"api/users/{Escape(listener)}/similar?count={count}", token);

    public Task<TracksAnswer> SimilarTracksAsync(string track, int count, string? by, CancellationToken token) =>
        Get<TracksAnswer>($"api/tracks/{Escape(track)}/similar?count={count}{Query("by", by)}", token);

    public Task<GenresAnswer> GenresAsync(CancellationToken token) => Get<GenresAnswer>("api/genres", token);

    public Task<GenreTracksAnswer> GenreTracksAsync(string genre, int count, CancellationToken token) =>
        Get<GenreTracksAnswer>($"api/genres/{Escape(genre)}/tracks?count={count}", token);

    public Task<MapAnswer> MapAsync(CancellationToken token) => Get<MapAnswer>("api/map", token);

    public Task<RunAnswer> StartPlaylistsAsync(PlaylistKind kind, CancellationToken token) =>
        Send<RunAnswer>(HttpMethod.Post, $"api/{kind.Route}", null, token);

    public Task<PlaylistRunAnswer> PlaylistRunAsync(PlaylistKind kind, string id, CancellationToken token) =>
        Get<PlaylistRunAnswer>($"api/{kind.Route}/{Escape(id)}", token);

    public Task<TracksAnswer> PlaylistAsync(PlaylistKind kind, string listener, string? week, CancellationToken token) =>
        Get<TracksAnswer>($"api/users/{Escape(listener)}/{kind.Route}{(week is null ? "" : $"?week={Escape(week)}")}", token);

    public void Dispose() => _http.Dispose();

    /// <summary>The address such that relative ones come below it.</summary>
    private static Uri Folder(Uri server)
    {
        var path = server.GetLeftPart(UriPartial.Path);
        return new Uri(path.EndsWith('/') ? path : path + "/");
    }

    private static string Escape(string id) => Uri.EscapeDataString(id);

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Escape(value)}";

    private static HttpContent Content(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private Task<T> Get<T>(string path, CancellationToken token) => Send<T>(HttpMethod.Get, path, null, token);

    private Task<T> Send<T>(HttpMethod method, string path, object? body, CancellationToken token)
    {
        if (body is null) return SendContent<T>(method, path, () => null, token);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), _json);
        return SendContent<T>(
            method, path,
            () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            token);
    }

    /// <param name="method">The method.</param>
    /// <param name="path">The path below the server's.</param>
    /// <param name="content">Makes the body, anew for each attempt.</param>
    /// <param name="token">Gives up.</param>
    private async Task<T> SendContent<T>(HttpMethod method, string path, Func<HttpContent?> content, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content() };
            try
            {
                using var response = await _http.SendAsync(request, token);
                if (response.IsSuccessStatusCode) return await Read<T>(response, token);
                var wait = RetryAfter(response);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == Attempts
                    || wait > (Patient ? _longestWait : _shortWait))
                {
                    throw await Refusal(response, token);
                }

                await Task.Delay(wait, _time, token);
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !token.IsCancellationRequested))
            {
                if (!Patient || attempt == Attempts) throw new MixtapeUnreachableException(Server, e);
                await Task.Delay(TimeSpan.FromMilliseconds(125 << attempt), _time, token);
            }
        }
    }

    private TimeSpan RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - _time.GetUtcNow() ?? TimeSpan.FromSeconds(1);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private async Task<T> Read<T>(HttpResponseMessage response, CancellationToken token)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            if (await JsonSerializer.DeserializeAsync<T>(stream, _json, token) is { } answer) return answer;
        }
        catch (JsonException)
        {
            // Said below, in words that help.
        }

        throw new MixtapeServerException((int)response.StatusCode, new Problem(
            "That is no answer of Mixtape's.",
            $"Something else may be listening at {Server}, or another version: check --server."));
    }

    private async Task<MixtapeServerException> Refusal(HttpResponseMessage response, CancellationToken token)
    {
        var status = (int)response.StatusCode;
        Problem? problem = null;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            problem = await JsonSerializer.DeserializeAsync<Problem>(stream, _json, token);
        }
        catch (JsonException)
        {
            // Not every answer on the way is Mixtape's: then the status has to do.
        }

        if (problem is not ({ Title: not null } or { Detail: not null }))
        {
            problem = new Problem($"{Server} answered {status} {response.ReasonPhrase}.", null);
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            const string Remedy = "Pass --key or set MIXTAPE_KEY to a function key of the server.";
            problem = problem with { Detail = problem.Detail is null ? Remedy : $"{problem.Detail}\n{Remedy}" };
        }

        return new MixtapeServerException(status, problem);
    }
}

/// <summary>A problem+json body. <c>Training</c> or <c>Tuning</c> is the id of the run that a new one conflicts with.</summary>
internal sealed record Problem(
    string? Title, string? Detail, IReadOnlyList<ItemProblem>? Errors = null, string? Training = null, string? Tuning = null);

/// <summary>What is wrong with one item of a batch.</summary>
internal sealed record ItemProblem(int? Item, string? Field, string? Message);

/// <summary>The server refused; <see cref="Problem"/> says why.</summary>
internal sealed class MixtapeServerException(int status, Problem problem) : Exception(problem.Title ?? problem.Detail)
{
    public int Status { get; } = status;

    public Problem Problem { get; } = problem;
}

/// <summary>Nobody answers at the server's address.</summary>
internal sealed class MixtapeUnreachableException(Uri server, Exception inner) : Exception(
    $"No Mixtape answers at {server.AbsoluteUri.TrimEnd('/')}: start it with `mixtape serve` or pass --server.", inner);

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
    double? Loss, double? SecondsPerIteration,
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
