using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Telemetry;

namespace Mixtape.Functions.Tests.Telemetry;

public sealed class ObservabilityTests
{
    private const string Secret = "listener-who-must-not-be-named";

    [Fact]
    public void Document_NamesEachInstrumentOfTheApp_AndNoOther()
    {
        var instruments = typeof(Instruments).GetProperties(BindingFlags.Static | BindingFlags.Public)
            .Select(property => property.GetValue(null)).OfType<Instrument>()
            .Select(instrument => $"{instrument.Name} {Kind(instrument)} {instrument.Unit}: {instrument.Description}");

        var documented = ObservabilityDocument.Instruments.Where(row => row.Meter == Instruments.Name)
            .Select(row => $"{row.Name} {row.Kind} {row.Unit}: {row.Says}");

        Assert.Equal(instruments.Order(), documented.Order());
    }

    [Fact]
    public async Task Export_OfADayWithAListener_ArrivesAndNeverNamesThem()
    {
        await using var collector = await OtlpListener.StartAsync();
        using var recorded = new RecordedTelemetry();
        using var logs = new RecordedLogs();
        var app = await MixtapeApp.StartWithAsync(services => services.AddSingleton<ILoggerProvider>(logs), settings:
        [
            "--Logging:LogLevel:Mixtape=Trace", "--Logging:LogLevel:Function=Trace", "--Logging:Console:LogLevel:Default=Warning",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--OTEL_SERVICE_NAME=mixtape-under-test", "--Mixtape:RateLimits:Writing:RequestsPerSecond=0.001",
            "--Mixtape:RateLimits:Writing:Burst=40",
        ]);
        await LiveADayAsync(app);
        await app.DisposeAsync(); // sends what is left

        foreach (var expected in new[] { "mixtape-under-test", "GetRecommendations", "SolveBlock", "BuildPlaylists", "recommend" })
            Assert.Contains(expected, collector.Spans);
        string[] unheard = ["mixtape.audio.heard"]; // the day has no audio in it
        foreach (var row in ObservabilityDocument.Instruments.Where(row => row.Meter == Instruments.Name && !unheard.Contains(row.Name)))
            Assert.Contains(row.Name, collector.Measurements);
        Assert.DoesNotContain(Secret, collector.Spans);
        Assert.DoesNotContain(Secret, collector.Measurements);
        Assert.NotEmpty(logs.Entries);
        Assert.All(logs.Entries, entry => Assert.DoesNotContain(Secret, entry));
        Assert.All(recorded.Lines, line => Assert.DoesNotContain(Secret, line));
        Assert.All(recorded.Measurements.Where(measurement => measurement.Instrument.Meter.Name == Instruments.Name), measurement =>
            Assert.Equal(
                ObservabilityDocument.Instruments.Single(row => row.Name == measurement.Instrument.Name).Tags.Order(),
                measurement.Tags.Select(tag => tag.Key).Order()));
        Assert.Subset(
            ObservabilityDocument.SpanTags.ToHashSet(), recorded.Spans.SelectMany(span => span.TagObjects.Select(tag => tag.Key)).ToHashSet());
        Assert.Contains(recorded.Spans, span =>
            span is { DisplayName: "GetRecommendations", Kind: ActivityKind.Server }
            && span.TraceId.ToHexString() == "0af7651916cd43dd8448eb211c80319c");
        Assert.DoesNotContain(recorded.Spans, span => span.DisplayName == "Train");
    }

    private static async Task LiveADayAsync(MixtapeApp app)
    {
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.SendAsync(MixtapeApp.SmallWorld.Events.Take(50).Select(e => e with { Listener = Secret, Id = null }));
        await app.TrainAsync(new { iterations = 2 });
        string[] questions =
        [
            "recommendations", "recommendations?model=neighbours", "similar", "discover-weekly", "release-radar", "nothing",
            "recommendations?count=x",
        ];
        foreach (var question in questions)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/users/{Secret}/{question}");
            request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            request.Headers.Add("tracestate", $"who={Secret}");
            request.Headers.Add("baggage", $"who={Secret}");
            await app.Client.SendAsync(request);
        }

        var batch = await app.Client.PostAsync("/api/discover-weekly", null);
        await app.WaitAsync((await batch.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("statusUrl").GetString()!);
        for (var i = 0; i < 40; i++) await app.Client.PutAsync($"/api/users/{Secret}/follows/artist", null);
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0].ToLowerInvariant();
}
