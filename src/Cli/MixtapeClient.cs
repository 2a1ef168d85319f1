using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Music.Listening;

namespace Mixtape.Cli;

/// <summary>
/// Mixtape's HTTP API. A server that is asked too much (429) or overloaded (503) is asked again when it says, within 2 s; where
/// <see cref="Patient"/>, and where it is asked how a run goes, within half a minute, and also after a broken connection or a gateway that
/// got no answer. Six times at most. Safe for concurrent use.
/// </summary>
/// <exception cref="MixtapeServerException">Any call: the server refuses.</exception>
/// <exception cref="MixtapeUnreachableException">Any call: nobody answers.</exception>
internal sealed class MixtapeClient : IDisposable
{
    private const int Attempts = 6;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(30); // a server without a model says 60: no wait mends that
    private static readonly TimeSpan _shortWait = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private int _waiting;

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

    /// <summary>Whether a request is sitting something out right now.</summary>
    public bool IsWaiting => Volatile.Read(ref _waiting) > 0;

    public Task<HealthAnswer> HealthAsync(CancellationToken token) => Get<HealthAnswer>("api/health", token);

    public Task<AcceptedAnswer> SendEventsAsync(IReadOnlyList<ListeningEvent> events, CancellationToken token) =>
        Send<AcceptedAnswer>(HttpMethod.Post, "api/events", events, token);

    public Task<AcceptedAnswer> SendTracksAsync(IReadOnlyList<Track> tracks, CancellationToken token) =>
        Send<AcceptedAnswer>(HttpMethod.Put, "api/tracks", tracks, token);

    public Task<AcceptedAnswer> SendFollowsAsync(IReadOnlyList<Follow> follows, CancellationToken token) =>
        Send<AcceptedAnswer>(HttpMethod.Put, "api/follows", follows, token);

    /// <summary>Sends a track's audio, read from its file as it goes out.</summary>
    public Task<AcceptedAudioAnswer> SendAudioAsync(string track, string path, CancellationToken token) =>
        SendContent<AcceptedAudioAnswer>(HttpMethod.Put, $"api/tracks/{Escape(track)}/audio", () => Content(path), Patient, token);

    public Task<TrackAudioAnswer> TrackAudioAsync(string track, CancellationToken token) =>
        Get<TrackAudioAnswer>($"api/tracks/{Escape(track)}/audio-features", token);

    public Task<RunAnswer> StartAudioAnalysisAsync(CancellationToken token) =>
        Send<RunAnswer>(HttpMethod.Post, "api/audio/analyses", null, token);

    public Task<AudioAnalysisAnswer> AudioAnalysisAsync(string id, CancellationToken token) =>
        Poll<AudioAnalysisAnswer>($"api/audio/analyses/{Escape(id)}", token);

    public Task<RunAnswer> StartTrainingAsync(TrainingRequest request, CancellationToken token) =>
        Send<RunAnswer>(HttpMethod.Post, "api/training", request, token);

    public Task<TrainingAnswer> TrainingAsync(string id, CancellationToken token) =>
        Poll<TrainingAnswer>($"api/training/{Escape(id)}", token);

    public Task<RunAnswer> StartTuningAsync(TuningRequest request, CancellationToken token) =>
        Send<RunAnswer>(HttpMethod.Post, "api/tuning", request, token);

    public Task<TuningAnswer> TuningAsync(string id, CancellationToken token) =>
        Poll<TuningAnswer>($"api/tuning/{Escape(id)}", token);

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
        Poll<PlaylistRunAnswer>($"api/{kind.Route}/{Escape(id)}", token);

    public Task<TracksAnswer> PlaylistAsync(PlaylistKind kind, string listener, string? week, CancellationToken token) =>
        Get<TracksAnswer>($"api/users/{Escape(listener)}/{kind.Route}{(week is null ? "" : $"?week={Escape(week)}")}", token);

    public Task<ErasureAnswer> EraseAsync(string listener, CancellationToken token) =>
        Send<ErasureAnswer>(HttpMethod.Delete, $"api/users/{Escape(listener)}", null, token);

    public Task<ErasureAnswer> ErasureAsync(string id, CancellationToken token) =>
        Poll<ErasureAnswer>($"api/erasures/{Escape(id)}", token);

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

    // A run goes on whatever becomes of one question about it, so that none of them should end its being followed.
    private Task<T> Poll<T>(string path, CancellationToken token) =>
        SendContent<T>(HttpMethod.Get, path, () => null, patient: true, token);

    private Task<T> Send<T>(HttpMethod method, string path, object? body, CancellationToken token)
    {
        if (body is null) return SendContent<T>(method, path, () => null, Patient, token);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), _json);
        return SendContent<T>(
            method, path,
            () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Patient, token);
    }

    /// <param name="method">The method.</param>
    /// <param name="path">The path below the server's.</param>
    /// <param name="content">Makes the body, anew for each attempt.</param>
    /// <param name="patient">Whether to sit out what may pass.</param>
    /// <param name="token">Gives up.</param>
    private async Task<T> SendContent<T>(
        HttpMethod method, string path, Func<HttpContent?> content, bool patient, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content() };
            try
            {
                using var response = await _http.SendAsync(request, token);
                if (response.IsSuccessStatusCode) return await Read<T>(response, token);
                var wait = RetryAfter(response) ?? TimeSpan.FromSeconds(0.5 * (1 << attempt));
                if (!MayPass(response.StatusCode, patient) || attempt == Attempts || wait > (patient ? _longestWait : _shortWait))
                    throw await Refusal(response, token);
                await WaitAsync(wait, token);
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !token.IsCancellationRequested))
            {
                if (!patient || attempt == Attempts) throw new MixtapeUnreachableException(Server, e);
                await WaitAsync(TimeSpan.FromMilliseconds(125 << attempt), token);
            }
        }
    }

    private static bool MayPass(HttpStatusCode status, bool patient) => status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => true,
        // The server may have done what it was asked.
        HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => patient,
        _ => false,
    };

    private async Task WaitAsync(TimeSpan time, CancellationToken token)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(time, _time, token);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - _time.GetUtcNow();
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
            const string Remedy = "Pass --key or set MIXTAPE_KEY: for tracks, follows, audio, training, tuning, export, everybody's playlists and "
                + "erasing to the server's master key, for all else a function key does.";
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
