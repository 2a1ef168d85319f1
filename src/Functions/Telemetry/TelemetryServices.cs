using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mixtape.Functions.Telemetry;

/// <summary>The composition of what the app tells of itself.</summary>
internal static class TelemetryServices
{
    /// <summary>Adds <see cref="TelemetryExport"/> where the configuration says where to send things.</summary>
    /// <exception cref="InvalidOperationException">It says so in a way that is no address.</exception>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[TelemetryExport.EndpointKey] is not { Length: > 0 } endpoint) return services;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException(
                $"{TelemetryExport.EndpointKey} must be an address such as http://localhost:4317: "
                + "set it to a collector's, or leave it out.");
        }

        return services.AddHostedService(_ => new TelemetryExport(configuration));
    }
}
