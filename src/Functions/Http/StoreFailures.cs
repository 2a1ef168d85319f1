using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Telemetry;
using Mixtape.Storage;

namespace Mixtape.Functions.Http;

/// <summary>
/// Answers 503 where a store does not answer, and logs the function and the store's reason, which hold no id of anybody. Where part of an
/// answer is out the failure goes on to the host, which breaks the connection. Activities and timers are tried again by others.
/// </summary>
internal sealed class StoreFailures(ILogger<StoreFailures> logger) : IFunctionsWorkerMiddleware
{
    private static readonly TimeSpan _usual = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.GetHttpContext() is { } http ? AnswerAsync(context, http, next) : next(context);

    private async Task AnswerAsync(FunctionContext context, HttpContext http, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception.GetBaseException() is StoreUnavailableException && !http.Response.HasStarted)
        {
            var failure = (StoreUnavailableException)exception.GetBaseException();
            logger.LogWarning("{Function} answers 503: {Reason}", context.FunctionDefinition.Name, failure.Message);
            Instruments.RequestsRefused.Add(1, new KeyValuePair<string, object?>("mixtape.reason", "store"));
            context.GetInvocationResult().Value = Problems.StoreUnavailable(http.Request, failure, failure.RetryAfter ?? _usual);
        }
    }
}
