using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Mixtape.Functions.Telemetry;

/// <summary>
/// A span around each function that a request, a timer or an orchestration runs, named after the function: no path, query or message of an
/// exception is in it, since those hold listeners' ids. Orchestrators have none: they are replayed.
/// </summary>
internal sealed class FunctionSpans : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        Instruments.Spans.HasListeners() && TriggerOf(context) is { } trigger ? RunAsync(context, trigger, next) : next(context);

    private static async Task RunAsync(FunctionContext context, string trigger, FunctionExecutionDelegate next)
    {
        // The caller's trace goes on, where there is one; its state, whatever it holds, does not.
        _ = ActivityContext.TryParse(context.TraceContext.TraceParent, null, isRemote: true, out var parent);
        var kind = trigger == "http" ? ActivityKind.Server : ActivityKind.Internal;
        using var span = Instruments.Spans.StartActivity(context.FunctionDefinition.Name, kind, parent);
        span?.SetTag("faas.trigger", trigger);
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            span?.SetTag("error.type", exception.GetType().FullName);
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }

        if (context.GetHttpContext() is not { } http) return;
        span?.SetTag("http.request.method", http.Request.Method);
        if (context.GetInvocationResult().Value is not IStatusCodeHttpResult { StatusCode: { } status }) return;
        span?.SetTag("http.response.status_code", status);
        if (status >= 500) span?.SetStatus(ActivityStatusCode.Error);
    }

    // In the words of OpenTelemetry's conventions.
    private static string? TriggerOf(FunctionContext context)
    {
        foreach (var binding in context.FunctionDefinition.InputBindings.Values)
        {
            switch (binding.Type)
            {
                case "httpTrigger": return "http";
                case "timerTrigger": return "timer";
                case "activityTrigger": return "other";
            }
        }

        return null;
    }
}
