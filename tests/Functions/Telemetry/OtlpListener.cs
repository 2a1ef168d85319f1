using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mixtape.Functions.Tests.Telemetry;

/// <summary>Takes what OpenTelemetry exporters send over HTTP, on a free port of this machine.</summary>
internal sealed class OtlpListener : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _spans = [];
    private readonly ConcurrentQueue<byte[]> _measurements = [];
    private readonly WebApplication _app;

    private OtlpListener(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/traces", request => TakeAsync(request, _spans));
        app.MapPost("/v1/metrics", request => TakeAsync(request, _measurements));
    }

    public string Address => _app.Urls.Single();

    /// <summary>All spans that came, as they came: names and values of tags stand in it as UTF-8.</summary>
    public string Spans => Text(_spans);

    /// <summary>All measurements that came, likewise.</summary>
    public string Measurements => Text(_measurements);

    public static async Task<OtlpListener> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var listener = new OtlpListener(builder.Build());
        await listener._app.StartAsync();
        return listener;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task TakeAsync(HttpContext http, ConcurrentQueue<byte[]> bodies)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        bodies.Enqueue(body.ToArray());
        http.Response.ContentType = "application/x-protobuf";
    }

    private static string Text(IEnumerable<byte[]> bodies) => string.Join('\n', bodies.Select(Encoding.UTF8.GetString));
}
