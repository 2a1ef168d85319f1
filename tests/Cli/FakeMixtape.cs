using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mixtape.Cli.Tests;

/// <summary>
/// A server on this machine that speaks as much of the HTTP API as a test tells it to, and keeps what it was sent.
/// </summary>
public sealed class FakeMixtape : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Task>>> _answers = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _failures = new();
    private int _inFlight;
    private int _mostInFlight;

    private FakeMixtape(WebApplication app) => _app = app;

    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The items of each batch accepted, by "METHOD path".</summary>
    public ConcurrentQueue<(string Route, JsonArray Items)> Batches { get; } = new();

    /// <summary>"METHOD path?query" of every request, refused ones too.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The x-functions-key header of every request; empty where there was none.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    public int MostInFlight => _mostInFlight;

    public static async Task<FakeMixtape> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeMixtape(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    public IEnumerable<JsonNode> Items(string route) =>
        Batches.Where(batch => batch.Route == route).SelectMany(batch => batch.Items).Select(item => item!);

    /// <summary>
    /// Answers this request so; where told several times, one after the other, and the last for ever.
    /// </summary>
    public void On(
        string request, string json, int status = 200, string type = "application/json", string? retryAfter = null) =>
        _answers.GetOrAdd(request, _ => new()).Enqueue(context =>
        {
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            return WriteAsync(context, json, status, type);
        });

    /// <summary>Answers this request so, and tells what its body was.</summary>
    public void OnBody(string request, Action<string> hear, string json, int status) =>
        _answers.GetOrAdd(request, _ => new()).Enqueue(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            hear(await reader.ReadToEndAsync());
            await WriteAsync(context, json, status, "application/json");
        });

    /// <summary>Answers the next request, whatever it is, with this status, and that the one after it may come at once.</summary>
    public void FailNextAsBusy(int status = 503) => _failures.Enqueue(context =>
    {
        context.Response.Headers.RetryAfter = "0";
        return WriteAsync(context, """{"title":"Busy."}""", status, "application/problem+json");
    });

    /// <summary>Breaks the connection of the next request, whatever it is, after having taken it.</summary>
    public void FailNextByBreaking() => _failures.Enqueue(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Task WriteAsync(HttpContext context, string json, int status, string type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(json);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var route = $"{context.Request.Method} {context.Request.Path}";
        var request = route + context.Request.QueryString;
        Requests.Enqueue(request);
        Keys.Enqueue(context.Request.Headers["x-functions-key"].ToString());
        InterlockedMax(Interlocked.Increment(ref _inFlight));
        try
        {
            if (_failures.TryDequeue(out var failure)) await failure(context);
            else if (_answers.TryGetValue(request, out var answers) || _answers.TryGetValue(route, out answers)) await NextAsync(answers, context);
            else if (route is "POST /api/events" or "PUT /api/tracks" or "PUT /api/follows") await AcceptAsync(
                context, route);
            else await WriteAsync(context, """{"title":"Nothing there."}""", 404, "application/problem+json");
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private static Task NextAsync(ConcurrentQueue<Func<HttpContext, Task>> answers, HttpContext context)
    {
        answers.TryPeek(out var answer);
        if (answers.Count > 1) answers.TryDequeue(out answer);
        return answer!(context);
    }

    private async Task AcceptAsync(HttpContext context, string route)
    {
        var items = (await JsonSerializer.DeserializeAsync<JsonArray>(context.Request.Body))!;
        if (items.Count is 0 or > 1000)
        {
            await WriteAsync(context, """{"title":"A batch has 1 to 1,000 items."}""", 413, "application/problem+json");
            return;
        }

        // Long enough for uploads to overlap.
        await Task.Delay(5);
        Batches.Enqueue((route, items));
        await WriteAsync(context, $$"""{"accepted":{{items.Count}}}""", 200, "application/json");
    }

    private void InterlockedMax(int value)
    {
        int most;
        while ((most = _mostInFlight) < value && Interlocked.CompareExchange(ref _mostInFlight, value, most) != most)
        {
        }
    }
}
