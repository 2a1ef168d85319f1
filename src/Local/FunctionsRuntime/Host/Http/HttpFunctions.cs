using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>Answers HTTP requests with functions.</summary>
internal static class HttpFunctions
{
    public static void Map(WebApplication app, IEnumerable<FunctionRoute> routes)
    {
        var invoker = app.Services.GetRequiredService<FunctionInvoker>();
        foreach (var (function, methods, pattern) in routes)
        {
            RequestDelegate run = async http => await invoker.InvokeAsync(function, http, http.RequestAborted);
            var endpoint = methods.Count == 0 ? app.Map(pattern, run) : app.MapMethods(pattern.RawText!, methods, run);
            endpoint.WithMetadata(function);
        }
    }
}
