using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Stores;

/// <summary>
/// The whole way, small: import, train, this week's playlists, more events, train again. What came out is told without times, and with
/// names in place of ids, so that two runs differ by nothing but what they run on.
/// </summary>
internal sealed class Pipeline
{
    private static readonly SampleWorld _world = SampleWorld.Generate(new SampleWorldOptions
    {
        AsOf = new DateOnly(2026, 3, 2),
        Listeners = 40,
        Artists = 20,
        Tracks = 120,
        MeanEvents = 30,
    });

    // Several blocks and pages, so that there is something to fan out and to join.
    private static readonly string[] _settings =
    [
        "--Mixtape:Training:EventsPerListenerBlock=500", "--Mixtape:Training:TracksPerTrackBlock=50", "--Mixtape:Training:BytesPerPage=60000",
        "--Mixtape:Training:TolerableLoss=1",
    ];

    private static readonly DateTimeOffset _later = DateTimeOffset.Parse("2026-03-03T12:00:00Z");

    /// <summary>Goes the whole way with stores of the test's choice.</summary>
    /// <param name="replace">Puts the stores in the app; does nothing for the embedded ones.</param>
    /// <param name="whileIn">Runs once the app has begun, until what it is given is cancelled.</param>
    /// <returns>What came out, told in a form that compares.</returns>
    public async Task<SortedDictionary<string, string>> RunAsync(
        Action<IServiceCollection> replace, Func<CancellationToken, Task>? whileIn = null)
    {
        await using var app = await MixtapeApp.StartWithAsync(replace, null, _settings);
        using var stop = new CancellationTokenSource();
        var watching = whileIn?.Invoke(stop.Token) ?? Task.CompletedTask;

        await PutAsync(app, "/api/tracks", _world.Tracks);
        foreach (var batch in _world.Events.Chunk(400)) await PostAsync(app, "/api/events", batch);
        var results = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var first = await TrainAsync(app);
        await DescribeGenerationAsync(app, first, "first", results);
        var batchUrl = (await PostAsync(app, "/api/discover-weekly", null)).GetProperty("statusUrl").GetString()!;
        await app.WaitAsync(batchUrl);
        foreach (var listener in _world.Listeners)
            results[$"weekly of {listener}"] = await TracksAsync(app, $"/api/users/{listener}/discover-weekly");

        await PostAsync(app, "/api/events", _world.Tracks.Take(30).Select((track, i) =>
            new ListeningEvent(_world.Listeners[i % 3], track.Id, _later, 200_000, EventKind.Stream)).ToArray());
        results["folded in"] = await TracksAsync(app, $"/api/users/{_world.Listeners[0]}/recommendations?count=20");
        var second = await TrainAsync(app);
        await app.Service<Generations>().CurrentAsync(default, anew: true); // it looks for a new one every two seconds
        await DescribeGenerationAsync(app, second, "second", results);
        var current = (await app.Service<GenerationPointer>().ReadAsync(default))!;
        results["current"] = current with { PublishedAt = default } == new CurrentGeneration(second, first, current.Ndcg10, default, current.Holdout)
            ? $"second, {current.Ndcg10:R}"
            : current.ToString();
        results["similar"] = await TracksAsync(app, $"/api/tracks/{_world.Tracks[0].Id}/similar");

        await stop.CancelAsync();
        await watching;
        return results;
    }

    private static async Task<string> TrainAsync(MixtapeApp app)
    {
        var started = await PostAsync(app, "/api/training", new { factors = 8, iterations = 2 });
        var status = await app.WaitAsync(started.GetProperty("statusUrl").GetString()!);
        Assert.True(status.GetProperty("published").GetBoolean(), status.ToString());
        return started.GetProperty("id").GetString()!;
    }

    /// <summary>The manifest's names and checksums, its figures, and every document of listeners and tracks.</summary>
    private static async Task DescribeGenerationAsync(MixtapeApp app, string id, string name, SortedDictionary<string, string> results)
    {
        var documents = app.Service<IDocumentStore>();
        var generation = await Generation.LoadAsync(app.Service<IBlobStore>(), id, default);
        foreach (var blob in generation.Manifest.Blobs) results[$"{name}: {blob.Name.Replace(id, "")}"] = $"{blob.Length} bytes, {blob.Sha256}";
        results[$"{name}: loss"] = generation.Manifest.Loss.ToString("R");
        results[$"{name}: model"] = generation.Manifest.Model.ToString();
        foreach (var listener in _world.Listeners)
        {
            var vector = await documents.ReadAsync<ListenerVector>(ListenerVector.Container, new DocumentKey(listener, id));
            results[$"{name}: {listener}"] = JsonSerializer.Serialize(vector?.Value);
        }

        foreach (var track in _world.Tracks)
        {
            var vector = await documents.ReadAsync<TrackVector>(TrackVector.Container, new DocumentKey(track.Id, id));
            results[$"{name}: {track.Id}"] = JsonSerializer.Serialize(vector?.Value);
        }
    }

    private static Task PutAsync(MixtapeApp app, string url, object body) => SendAsync(() => app.Client.PutAsJsonAsync(url, body, JsonSerializerOptions.Web));

    private static Task<JsonElement> PostAsync(MixtapeApp app, string url, object? body) =>
        SendAsync(() => app.Client.PostAsJsonAsync(url, body, JsonSerializerOptions.Web));

    private static async Task<string> TracksAsync(MixtapeApp app, string url) =>
        (await SendAsync(() => app.Client.GetAsync(url))).GetProperty("tracks").ToString();

    /// <summary>Sends as a client does that was told to try again later.</summary>
    private static async Task<JsonElement> SendAsync(Func<Task<HttpResponseMessage>> send)
    {
        for (var tries = 0; ; tries++)
        {
            using var answer = await send();
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && tries < 5) continue;
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            return text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default;
        }
    }
}
