using Microsoft.AspNetCore.Http;
using Mixtape.Music.Listening;

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

    public static IResult InvalidId(string what, string problem) =>
        BadRequest($"The {what} id is not valid.", $"The {what} id {problem}.");

    public static IResult TooLarge(int limit) => Results.Problem(
        $"The body is larger than {limit:N0} bytes: send smaller batches.", null, 413, "The body is too large.");

    public static IResult NotFound(string detail) => Results.Problem(detail, null, 404, "Not found.");

    public static IResult Conflict(string title, string detail, string key, string value) => Results.Problem(
        detail, null, 409, title, extensions: new Dictionary<string, object?> { [key] = value });

    /// <summary>Nothing has been trained yet.</summary>
    public static IResult NoGeneration(HttpResponse response)
    {
        response.Headers.RetryAfter = "60";
        return Results.Problem(
            "Nothing has been learned yet: send events to /api/events, then POST /api/training (mixtape train).",
            null, 503, "There is no model yet.");
    }
}
