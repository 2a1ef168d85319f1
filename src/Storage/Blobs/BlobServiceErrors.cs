using Azure;
using Azure.Identity;

namespace Mixtape.Storage;

/// <summary>
/// What the errors of Azure.Storage.Blobs mean. Their texts hold addresses and headers, so none is passed on, not as an inner exception
/// either: an error of ours has the status, the service's code for it and its id of the request.
/// </summary>
internal static class BlobServiceErrors
{
    private const string Service = "Blob Storage";

    /// <summary>
    /// The exception to throw in place of one of the SDK, or null where it is none of its own: a bug, or that the caller cancelled.
    /// </summary>
    public static Exception? Translate(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        RequestFailedException failed => Translate(failed),
        CredentialUnavailableException => new UnauthorizedAccessException(
            "There is nobody to sign in to Blob Storage as: give the app a managed identity (and AZURE_CLIENT_ID where it is a "
                + "user-assigned one), or run 'az login' on a desk."),
        AuthenticationFailedException => new StoreUnavailableException(Service, "signing in failed"),
        // Several attempts that failed are told as one AggregateException; the last one tells most.
        AggregateException { InnerExceptions: [.., var last] } => Translate(last, cancellationToken),
        OperationCanceledException or TimeoutException => new StoreUnavailableException(Service, "no answer in time"),
        // Ours already, or an assembly that is missing.
        DamagedBlobException or FileNotFoundException => null,
        IOException or HttpRequestException => new StoreUnavailableException(Service, "the connection was cut"),
        _ => null,
    };

    private static Exception Translate(RequestFailedException error)
    {
        var reason = Reason(error);
        return error switch
        {
            { Status: 0 } => new StoreUnavailableException(Service, "no connection"),
            { Status: 408 or 429 or >= 500 } or { ErrorCode: "ContainerBeingDeleted" or "Md5Mismatch" } =>
                new StoreUnavailableException(Service, reason, RetryAfter(error)),
            { Status: 401 or 403 } => new UnauthorizedAccessException(
                $"{Service} refuses this identity ({reason}): give it the role 'Storage Blob Data Contributor' on the account or the "
                    + "container, and see that the account's network rules let it in. A new role takes some minutes to hold."),
            { ErrorCode: "ContainerNotFound" } => new InvalidOperationException(
                $"The container is missing ({reason}): deploy infra/, make it by hand, or set CreateContainer."),
            { ErrorCode: "LeaseIdMissing" or "LeaseAlreadyPresent" } => new InvalidOperationException(
                $"Somebody holds a lease on the blob ({reason}), which this store never does: break it ('az storage blob lease break')."),
            _ => new InvalidOperationException($"{Service} refuses the call ({reason}): see its documentation of that error code."),
        };
    }

    private static string Reason(RequestFailedException error)
    {
        var id = error.GetRawResponse() is { } response && response.Headers.TryGetValue("x-ms-request-id", out var value) ? value : null;
        return $"status {error.Status}{(error.ErrorCode is { } code ? " " + code : "")}{(id is null ? "" : ", request " + id)}";
    }

    private static TimeSpan? RetryAfter(RequestFailedException error) =>
        error.GetRawResponse() is { } response
            && response.Headers.TryGetValue("Retry-After", out var text)
            && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null;
}
