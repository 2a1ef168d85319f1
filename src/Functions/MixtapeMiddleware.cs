using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Mixtape.Functions.Http;
using Mixtape.Functions.Telemetry;

namespace Mixtape.Functions;

/// <summary>What surrounds every function.</summary>
public static class MixtapeMiddleware
{
    /// <summary>Adds it, the outermost first; to be called after the one that shows middleware the HTTP requests.</summary>
    public static IFunctionsWorkerApplicationBuilder UseMixtape(this IFunctionsWorkerApplicationBuilder builder) => builder
        .UseMiddleware<FunctionSpans>()
        .UseMiddleware<RateLimiting>()
        .UseMiddleware<StoreFailures>();
}
