using System.Globalization;
using System.Net;
using Azure.Identity;
using Microsoft.Azure.Cosmos;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Mixtape.Storage;

/// <summary>
/// Sends requests to Cosmos DB: repeats those that found no answer, counts what they cost, and says of a failure what can be done, without
/// anything of what was asked: the SDK's exceptions hold partition keys, so none gets out. That the throughput is used up (429), or
/// that writes meet (449), is left to the SDK, which waits as long as it should. Safe for concurrent use.
/// </summary>
internal sealed class CosmosCalls
{
    /// <summary>What messages call it.</summary>
    public const string Service = "Cosmos DB";

    private readonly ResiliencePipeline<ResponseMessage> _pipeline;

    public CosmosCalls(CosmosDocumentStoreOptions options, TimeProvider time) =>
        _pipeline = new ResiliencePipelineBuilder<ResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<ResponseMessage>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    !arguments.Context.CancellationToken.IsCancellationRequested && IsTransient(arguments.Outcome)),
            })
            .AddTimeout(options.Timeout)
            .Build();

    /// <summary>Sends a request until there is an answer.</summary>
    /// <param name="operation">What is done, for the meter.</param>
    /// <param name="container">To which container.</param>
    /// <param name="send">Sends it once; called again where no answer came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The answer, to be disposed of: a success, or that the thing is missing (404), exists (409) or has changed (412).</returns>
    /// <exception cref="StoreUnavailableException">There was no answer, however often asked.</exception>
    /// <exception cref="InvalidOperationException">The store is not set up right; the message says how to mend it.</exception>
    public async Task<ResponseMessage> SendAsync(
        string operation, string container, Func<CancellationToken, Task<ResponseMessage>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ResponseMessage answer;
        try
        {
            answer = await _pipeline.ExecuteAsync(
                async token =>
                {
                    var answer = await send(token).ConfigureAwait(false);
                    RequestCharge.Add(answer.Headers.RequestCharge, operation, container);
                    return answer;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (CosmosException exception)
        {
            throw Failure(container, exception.StatusCode, exception.SubStatusCode, exception.ActivityId, exception.RetryAfter);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // the SDK's own has its diagnostics in it
        }
        catch (Exception exception) when (IsTransient(exception))
        {
            throw new StoreUnavailableException(Service, exception is HttpRequestException ? "no connection" : "no answer in time");
        }
        catch (CredentialUnavailableException exception)
        {
            throw new InvalidOperationException(
                "There is no identity to ask Cosmos DB with: give the app a managed identity (and AZURE_CLIENT_ID where it is "
                + $"user-assigned), or sign in with 'az login'. {exception.Message}");
        }
        catch (AuthenticationFailedException)
        {
            throw new StoreUnavailableException(Service, "signing in failed"); // as when the identity's own service is busy
        }

        var subStatus = SubStatus(answer);
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode || status is 409 or 412 || (status, subStatus) is (404, 0)) return answer;
        using (answer)
        {
            throw Failure(
                container, answer.StatusCode, subStatus, answer.Headers.ActivityId,
                double.TryParse(answer.Headers["x-ms-retry-after-ms"], CultureInfo.InvariantCulture, out var wait)
                    ? TimeSpan.FromMilliseconds(wait)
                    : null);
        }
    }

    private static int SubStatus(ResponseMessage answer) =>
        int.TryParse(answer.Headers["x-ms-substatus"], CultureInfo.InvariantCulture, out var status) ? status : 0;

    private static bool IsTransient(Outcome<ResponseMessage> outcome) => outcome.Exception is { } exception
        ? IsTransient(exception)
        : IsTransient(outcome.Result!.StatusCode, SubStatus(outcome.Result));

    // A cancellation comes here only where it was not the caller's.
    private static bool IsTransient(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException
        or TimeoutRejectedException or TimeoutException
        || (exception is CosmosException cosmos && IsTransient(cosmos.StatusCode, cosmos.SubStatusCode));

    // 404/1002: a replica that has not caught up.
    private static bool IsTransient(HttpStatusCode status, int subStatus) =>
        (int)status is 408 or 410 or 500 or 502 or 503 or 504 || ((int)status, subStatus) is (404, 1002);

    private static Exception Failure(string container, HttpStatusCode status, int subStatus, string? request, TimeSpan? retryAfter)
    {
        var which = $"status {(int)status}{(subStatus == 0 ? "" : $"/{subStatus}")}, request {request}";
        return (int)status switch
        {
            429 or 449 => new StoreUnavailableException(Service, which, retryAfter),
            _ when IsTransient(status, subStatus) => new StoreUnavailableException(Service, which, retryAfter),
            401 or 403 => new InvalidOperationException(
                $"Cosmos DB refuses access to {container} ({which}): give the app's identity the role 'Cosmos DB Built-in Data Contributor' "
                + "on the account; a key works only where local authentication is on; and see that the account's firewall lets this "
                + "network in."),
            404 => CosmosContainers.Missing(container),
            413 => CosmosDocument.TooLarge(container, "too many bytes"),
            _ => new InvalidOperationException(
                $"Cosmos DB does not take a request to {container} ({which}): look for its id in the account's diagnostic logs."),
        };
    }
}
