using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mixtape.Functions.Telemetry;

/// <summary>
/// Sends the spans and measurements of all of Mixtape to where configuration key <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says; the other keys
/// of OpenTelemetry (protocol, headers, interval, ...) count as well, wherever the configuration has them from. Logs are left to the host.
/// Only what Mixtape itself records goes out: what ASP.NET Core says of requests holds their paths, and so listeners' ids.
/// </summary>
internal sealed class TelemetryExport(IConfiguration configuration) : IHostedService, IDisposable
{
    /// <summary>The key that switches it on.</summary>
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Everything = "Mixtape.*";
    private const int MillisecondsToFlush = 5_000; // an instance that is taken away has not much longer

    private TracerProvider? _spans;
    private MeterProvider? _measurements;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var spans = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddSource(Everything)
            .AddOtlpExporter();

        // By default a span is dropped where the one around it is, and the host's own, which nobody listens to, always are.
        if (configuration["OTEL_TRACES_SAMPLER"] is null) spans.SetSampler(new AlwaysOnSampler());
        _spans = spans.Build();
        _measurements = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter(Everything)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _spans?.Shutdown(MillisecondsToFlush), CancellationToken.None),
        Task.Run(() => _measurements?.Shutdown(MillisecondsToFlush), CancellationToken.None));

    /// <inheritdoc/>
    public void Dispose()
    {
        _spans?.Dispose();
        _measurements?.Dispose();
    }

    private void Describe(ResourceBuilder resource) => resource.AddService(
        configuration["OTEL_SERVICE_NAME"] ?? configuration["WEBSITE_SITE_NAME"] ?? "mixtape",
        serviceVersion: typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
}
