using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Http;

/// <summary>Errors as <c>application/problem+json</c> (RFC 9457).</summary>
internal static class Problems
{
    public static IResult BadRequest(string title, string detail) => Results.Problem(detail, null, 400, title);

    /// <summary>A batch with wrong items: each is named, and nothing of the batch was stored.</summary>
    public static IResult InvalidBatch(IReadOnlyList<ItemError> errors)
    {
        var first = errors[0];
        var place = first.Field.Length > 0 ? $"item {first.Item}, field '{first.Field}'," : $"item {first.Item}";
        return Results.Problem(
            $"{errors.Count} problem(s), the first: {place} {first.Message}. Nothing was stored.",
            null, 400, "The batch is not valid.",
            extensions: new Dictionary<string, object?> { ["errors"] = errors });
    }

    public static IResult TooLarge(long limit, string remedy = "send smaller batches") => Results.Problem(
        $"The body is larger than {limit:N0} bytes: {remedy}.", null, 413, "The body is too large.");

    public static IResult Compressed() => Results.Problem(
        "Bodies are taken as they are: send this one without Content-Encoding.", null, 415, "The body is compressed.");

    public static IResult NotFound(string detail) => Results.Problem(detail, null, 404, "Not found.");

    public static IResult Conflict(string title, string detail, string key, string value) => Results.Problem(
        detail, null, 409, title, extensions: new Dictionary<string, object?> { [key] = value });

    /// <summary>Settings that no training or tuning takes.</summary>
    public static IResult BadSettings(Exception exception)
    {
        const string Unreadable = "The settings are not valid JSON, or name something that cannot be set.";
        return exception switch
        {
            // A mistake in the syntax has another JsonException inside; what is said of the rest speaks of types of .NET.
            JsonException { InnerException: not JsonException, Path: { Length: > 2 } path } => BadRequest(
                Unreadable, $"'{path[2..]}' is no setting, or takes no such value: /api/openapi.json says what there is."),
            JsonException => BadRequest(Unreadable, exception.Message),
            _ => BadRequest("A setting is out of its limits.", OutOfLimits((ArgumentException)exception)),
        };
    }

    /// <summary>A training or tuning has the lock.</summary>
    public static IResult Busy(string running) => TrainingLock.IsTuning(running)
        ? Conflict("A tuning is running.", $"Tuning {running} is running: wait for it to end.", "tuning", running)
        : Conflict("A training is running.", $"Training {running} is running: wait for it to end.", "training", running);

    /// <summary>A caller makes more requests than it may.</summary>
    public static IResult TooManyRequests(HttpRequest request, TimeSpan retryAfter)
    {
        SetRetryAfter(request, retryAfter);
        return Results.Problem(
            "This key has used up its requests for now: send fewer at once, or have Mixtape__RateLimits raised.",
            null, 429, "Too many requests.");
    }

    /// <summary>A store does not answer.</summary>
    public static IResult StoreUnavailable(HttpRequest request, StoreUnavailableException failure, TimeSpan retryAfter)
    {
        SetRetryAfter(request, retryAfter);
        return Results.Problem(failure.Message, null, 503, "A store is not available.");
    }

    /// <summary>No generation can serve: nothing has been trained yet, or what was is damaged.</summary>
    public static IResult NoGeneration(HttpRequest request, string? damage)
    {
        request.HttpContext.Response.Headers.RetryAfter = "60";
        return damage is null
            ? Results.Problem(
                "Nothing has been learned yet: send events to /api/events, then POST /api/training (mixtape train).",
                null, 503, "There is no model yet.")
            : Results.Problem(damage, null, 503, "The model is damaged.");
    }

    // Whole seconds, and never "at once".
    private static void SetRetryAfter(HttpRequest request, TimeSpan time) => request.HttpContext.Response.Headers.RetryAfter =
        Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static string OutOfLimits(ArgumentException exception)
    {
        var message = exception.Message.Split(" (Parameter", 2)[0]; // the rest repeats the value
        var field = exception.ParamName switch
        {
            nameof(HoldoutOptions.Fraction) => "holdout",
            nameof(HoldoutOptions.LastItems) or nameof(HoldoutOptions.Days) => $"holdout{exception.ParamName.Replace("Last", "")}",
            var name => JsonNamingPolicy.CamelCase.ConvertName(name ?? ""),
        };
        return message.Contains(field, StringComparison.Ordinal) ? message : $"{field}: {message}";
    }

    /// <summary>The answer to an id in the route that is none, or null. A slash arrives there still escaped.</summary>
    public static IResult? IfInvalid(string what, string id) =>
        ExternalId.Problem(id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)) is { } problem
            ? BadRequest($"The {what} id is not valid.", $"The {what} id {problem}.")
            : null;
}
