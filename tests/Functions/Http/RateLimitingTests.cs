using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Mixtape.Functions.Tests.Http;

public sealed class RateLimitingTests
{
    // So slow that no token comes back while a test runs.
    private static readonly string[] _limited =
    [
        "--Mixtape:RateLimits:Reading:RequestsPerSecond=0.001", "--Mixtape:RateLimits:Reading:Burst=3",
        "--Mixtape:RateLimits:Writing:RequestsPerSecond=0.002", "--Mixtape:RateLimits:Writing:Burst=2",
    ];

    [Fact]
    public async Task Requests_BeyondTheBurst_AreAnswered429WithATime()
    {
        await using var app = await MixtapeApp.StartAsync(settings: _limited);

        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await ReadAsync(app, "one"));
        using var refused = await SendAsync(app, HttpMethod.Get, "one");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 1000);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains("Mixtape__RateLimits", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Requests_OfOthersOrThatWrite_HaveAnAllowanceOfTheirOwn()
    {
        await using var app = await MixtapeApp.StartAsync(settings: _limited);
        for (var i = 0; i < 4; i++) await ReadAsync(app, "one");

        Assert.Equal(HttpStatusCode.OK, await ReadAsync(app, "another"));
        Assert.Equal(HttpStatusCode.NoContent, await WriteAsync(app, "one"));
        Assert.Equal(HttpStatusCode.NoContent, await WriteAsync(app, "one"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await WriteAsync(app, "one"));

        async Task<HttpStatusCode> WriteAsync(MixtapeApp to, string key)
        {
            using var answer = await SendAsync(to, HttpMethod.Put, key, "/api/users/u/follows/a");
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Requests_ThatNeedNoKey_AreOneCallerWhateverKeyTheySend()
    {
        await using var app = await MixtapeApp.StartAsync(settings: _limited);

        var answers = new List<HttpStatusCode>();
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            using var answer = await SendAsync(app, HttpMethod.Get, key, "/api/health");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task Requests_WithTheKeyInTheQuery_AreTheSameCaller()
    {
        await using var app = await MixtapeApp.StartAsync(settings: _limited);
        for (var i = 0; i < 3; i++) await ReadAsync(app, "one");

        using var answer = await app.Client.GetAsync("/api/users/u/follows?code=one");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    [Fact]
    public async Task Requests_BeyondAnAllowance_KeepNoTrainingFromRunning()
    {
        await using var app = await MixtapeApp.StartAsync(settings: [.. _limited, "--Mixtape:RateLimits:Reading:RequestsPerSecond=0"]);
        await app.SendAsync(MixtapeApp.SmallWorld.Events.Take(1000));

        await app.TrainAsync(new { iterations = 1 });

        Assert.Equal(HttpStatusCode.TooManyRequests, (await app.Client.PutAsync("/api/users/u/follows/a", null)).StatusCode);
        Assert.NotNull((await app.GetAsync("/api/health")).GetProperty("generation").GetString());
    }

    private static async Task<HttpStatusCode> ReadAsync(MixtapeApp app, string key)
    {
        using var answer = await SendAsync(app, HttpMethod.Get, key);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        MixtapeApp app, HttpMethod method, string key, string path = "/api/users/u/follows")
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "x-functions-key", key } } };
        return await app.Client.SendAsync(request);
    }
}
