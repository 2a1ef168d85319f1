using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Http;

public sealed class StoreFailuresTests
{
    private const string Secret = "listener-who-must-not-be-named";

    [Fact]
    public async Task Routes_DocumentsUnavailable_Answer503AndNameNobody()
    {
        using var logs = new RecordedLogs();
        await using var app = await MixtapeApp.StartWithAsync(services => services
            .AddSingleton<IDocumentStore>(new UnavailableDocuments()).AddSingleton<ILoggerProvider>(logs));
        var answers = new Dictionary<string, HttpResponseMessage>();

        foreach (var route in HttpRoute.All)
        {
            var path = route.Route.Replace("{id}", Secret).Replace("{artistId}", "a").Replace("{genre}", "g");
            using var request = new HttpRequestMessage(HttpMethod.Parse(route.Verb), $"/api/{path}");
            request.Content = route.Function switch
            {
                "PostEvents" => JsonContent.Create(
                    new { listener = Secret, track = "t", timestamp = "2026-01-01T00:00:00Z", msPlayed = 60_000 }),
                "PutTracks" => JsonContent.Create(new { id = "t", title = "T", artist = "A" }),
                "PutFollows" => JsonContent.Create(new { listener = Secret, artist = "a" }),
                "PutTrackAudio" => new ByteArrayContent([1, 2, 3]),
                _ => null,
            };
            answers[route.Function] = await app.Client.SendAsync(request);
        }

        // All but what asks the task hub alone, or nothing.
        string[] others =
        [
            "GetOpenApi", "GetTraining", "GetTuning", "GetAudioAnalysis", "GetDiscoverWeeklyBatch", "GetReleaseRadarBatch", "GetErasure",
            "StartAudioAnalysis", "PutTrackAudio",
        ];
        Assert.All(answers, answer => Assert.True(
            (answer.Value.StatusCode == HttpStatusCode.ServiceUnavailable) != others.Contains(answer.Key)
            && answer.Value.StatusCode != HttpStatusCode.InternalServerError,
            $"{answer.Key}: {(int)answer.Value.StatusCode}"));
        foreach (var answer in answers.Values.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable))
        {
            Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("The test's store is not available (it is down): try again later.", problem.GetProperty("detail").GetString());
        }

        var warnings = logs.Entries.Where(entry => entry.Contains("GetRecommendations answers 503", StringComparison.Ordinal)).ToList();
        Assert.Contains("it is down", Assert.Single(warnings));
        Assert.All(
            logs.Entries.Where(entry => entry.Contains(" Mixtape.", StringComparison.Ordinal)),
            entry => Assert.DoesNotContain(Secret, entry));
    }

    /// <summary>Documents of a store that is down.</summary>
    private sealed class UnavailableDocuments : IDocumentStore
    {
        public Task<Document<T>?> ReadAsync<T>(string container, DocumentKey key, CancellationToken cancellationToken) => throw Down();

        public Task<IReadOnlyList<Document<T>>> ReadManyAsync<T>(
            string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken) => throw Down();

        public IAsyncEnumerable<Document<T>> QueryAsync<T>(
            string container, string partition, string? fromId, CancellationToken cancellationToken) => throw Down();

        public Task<string> WriteAsync<T>(
            string container, DocumentKey key, T value, WriteCondition condition, CancellationToken cancellationToken) => throw Down();

        public Task WriteManyAsync<T>(
            string container, IReadOnlyCollection<KeyValuePair<DocumentKey, T>> documents, CancellationToken cancellationToken) =>
            throw Down();

        public Task<bool> DeleteAsync(string container, DocumentKey key, CancellationToken cancellationToken) => throw Down();

        public Task DeleteManyAsync(string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken) =>
            throw Down();

        private static StoreUnavailableException Down() => new("The test's store", "it is down", TimeSpan.FromSeconds(7));
    }
}
