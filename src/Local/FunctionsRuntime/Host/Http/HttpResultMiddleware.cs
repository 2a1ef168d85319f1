using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Middleware;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>
/// Shows an HTTP function and the middleware inside this step the request, and answers with what comes back.
/// </summary>
internal static class HttpResultMiddleware
{
    /// <summary>Where the request stands among the invocation's items; the name is the real worker's.</summary>
    public const string HttpContextKey = "HttpRequestContext";

    public static FunctionExecutionDelegate Wrap(FunctionExecutionDelegate next) => async context =>
    {
        if (context is not InvocationContext { Function.Kind: TriggerKind.Http } invocation)
        {
            await next(context);
            return;
        }
        var http = invocation.TriggerAs<HttpContext>();
        context.Items[HttpContextKey] = http;
        await next(context);
        await WriteAsync(invocation.Result.Value, http);
    };

    private static Task WriteAsync(object? result, HttpContext http)
    {
        switch (result)
        {
            case IResult answer:
                return answer.ExecuteAsync(http);
            case IActionResult action:
                return action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
            case not null:
                return Results.Json(result).ExecuteAsync(http);
            case null when !http.Response.HasStarted && http.Response.StatusCode == StatusCodes.Status200OK:
                // The function wrote nothing and returned nothing: no content, as the real host says.
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }
}
