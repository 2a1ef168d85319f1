using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>Answers HTTP requests with functions. Whatever fails is logged once and answered as problem+json.</summary>
internal static class HttpFunctions
{
    /// <summary>Maps each route, and gives requests that no route takes a problem+json answer too.</summary>
    public static void Map(WebApplication app, IEnumerable<FunctionRoute> routes)
    {
        app.Use(AnswerUnmatchedAsync);
        foreach (var route in routes)
        {
            RequestDelegate run = http => RunAsync(http, route.Function);
            var endpoint = route.Methods.Count == 0
                ? app.Map(route.Pattern, run)
                : app.MapMethods(route.Pattern.RawText!, route.Methods, run);
            endpoint.WithDisplayName(route.Function.Name);
        }
    }

    private static async Task RunAsync(HttpContext http, FunctionDescriptor function)
    {
        var invoker = http.RequestServices.GetRequiredService<FunctionInvoker>();
        try
        {
            await invoker.InvokeAsync(function, http, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            LoggerOf(http, function).LogDebug("{Function} stopped: the client left", function.Name);
        }
        catch (BadHttpRequestException e)
        {
            LoggerOf(http, function).LogDebug(e, "{Function} refused a request", function.Name);
            await AnswerAsync(http, e.StatusCode, e.Message);
        }
        catch (Exception e)
        {
            LoggerOf(http, function).LogError(e, "{Function} failed", function.Name);
            await AnswerAsync(http, StatusCodes.Status500InternalServerError,
                $"{function.Name} failed; the host's log says why.");
        }
    }

    // Routing makes an endpoint of its own for a path whose method is wrong, and none for an unknown path.
    private static async Task AnswerUnmatchedAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response.HasStarted || http.GetEndpoint() is RouteEndpoint)
            return;
        if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await AnswerAsync(http, StatusCodes.Status405MethodNotAllowed,
                $"{http.Request.Path} takes {http.Response.Headers.Allow}, not {http.Request.Method}.");
        else if (http.Response.StatusCode == StatusCodes.Status404NotFound)
            await AnswerAsync(http, StatusCodes.Status404NotFound, $"No function answers {http.Request.Path}.");
    }

    private static Task AnswerAsync(HttpContext http, int status, string detail)
    {
        if (http.Response.HasStarted)
        {
            // Half an answer is out: breaking the connection is the only way left to say that it is not whole.
            http.Abort();
            return Task.CompletedTask;
        }
        var allow = http.Response.Headers.Allow;
        http.Response.Clear();
        http.Response.Headers.Allow = allow;
        return Results.Problem(detail, statusCode: status).ExecuteAsync(http);
    }

    private static ILogger LoggerOf(HttpContext http, FunctionDescriptor function) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Function." + function.Name);
}
