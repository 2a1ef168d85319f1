using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>
/// Answers what goes wrong as problem+json: requests that no route takes, and whatever a function or a route of the
/// host throws. A failure is logged once, and its text stays in the log.
/// </summary>
internal sealed class HttpFailures(ILoggerFactory loggers)
{
    public async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var function = http.GetEndpoint()?.Metadata.GetMetadata<FunctionDescriptor>();
        var logger = loggers.CreateLogger("Function." + (function?.Name ?? "Host"));
        var name = function?.Name ?? http.Request.Path;
        try
        {
            await next(http);
            await AnswerUnmatchedAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("{Name} stopped: the client left", name);
        }
        catch (BadHttpRequestException e)
        {
            logger.LogDebug(e, "{Name} refused a request", name);
            await AnswerAsync(http, e.StatusCode, e.Message);
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Name} failed", name);
            await AnswerAsync(
                http, StatusCodes.Status500InternalServerError, $"{name} failed; the host's log says why.");
        }
    }

    // Routing makes an endpoint of its own for a path whose method is wrong, and none for an unknown path.
    private static Task AnswerUnmatchedAsync(HttpContext http)
    {
        if (http.Response.HasStarted || http.GetEndpoint() is RouteEndpoint)
            return Task.CompletedTask;
        return http.Response.StatusCode switch
        {
            StatusCodes.Status405MethodNotAllowed => AnswerAsync(http, StatusCodes.Status405MethodNotAllowed,
                $"{http.Request.Path} takes {http.Response.Headers.Allow}, not {http.Request.Method}."),
            StatusCodes.Status404NotFound => AnswerAsync(http, StatusCodes.Status404NotFound,
                $"No function answers {http.Request.Path}."),
            _ => Task.CompletedTask,
        };
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
}
