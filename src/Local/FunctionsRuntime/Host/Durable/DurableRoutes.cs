using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine;

namespace Mixtape.Local.FunctionsRuntime.Host.Durable;

/// <summary>
/// The HTTP API of Durable Functions, without what the local engine lacks: histories, rewinding and entities. The
/// query's taskHub, connection and code are passed over.
/// </summary>
internal static class DurableRoutes
{
    public const string Root = "/runtime/webhooks/durabletask";

    private const string ContinuationHeader = "x-ms-continuation-token";

    public static void Map(WebApplication app)
    {
        var routes = app.MapGroup(Root);
        routes.MapPost("orchestrators/{name}/{instanceId?}", StartAsync);
        routes.MapGet("instances", ListAsync);
        routes.MapDelete("instances", PurgeAllAsync);
        routes.MapGet("instances/{instanceId}", GetAsync);
        routes.MapDelete("instances/{instanceId}", PurgeAsync);
        routes.MapPost("instances/{instanceId}/raiseEvent/{eventName}", RaiseEventAsync);
        routes.MapPost("instances/{instanceId}/restart", RestartAsync);
        routes.MapPost("instances/{instanceId}/terminate", TerminateAsync);
        routes.MapPost("instances/{instanceId}/suspend", SuspendAsync);
        routes.MapPost("instances/{instanceId}/resume", ResumeAsync);
    }

    private static async Task<IResult> StartAsync(
        string name, string? instanceId, TaskHub hub, HttpContext http, CancellationToken cancellationToken)
    {
        var known = hub.Functions.Orchestrators.Keys;
        var names = string.Join(", ", known);
        if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return Problem(
                StatusCodes.Status400BadRequest, $"There is no orchestrator '{name}'. The app has: {names}.");
        }
        var input = await ReadJsonAsync(http.Request, cancellationToken);
        try
        {
            var options = new StartOrchestrationOptions(instanceId);
            return Started(
                http, await hub.Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, cancellationToken));
        }
        catch (InvalidOperationException e)
        {
            return Problem(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static async Task<IResult> GetAsync(
        string instanceId, bool? showInput, bool? returnInternalServerErrorOnFailure, TaskHub hub, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (await hub.Client.GetInstanceAsync(instanceId, true, cancellationToken) is not { } instance)
            return Missing(instanceId);
        var status = InstanceStatus.Of(instance, showInput ?? true);
        if (status.Status == OrchestrationRuntimeStatus.Failed && returnInternalServerErrorOnFailure == true)
            return Results.Json(status, statusCode: StatusCodes.Status500InternalServerError);
        if (IsFinished(instance))
            return Results.Json(status);
        http.Response.Headers.RetryAfter = "10";
        var links = new ManagementLinks(http.Request, instanceId);
        http.Response.Headers.Location = links.StatusQueryGetUri + http.Request.QueryString;
        return Results.Json(status, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(
        bool? showInput, TaskHub hub, HttpContext http, CancellationToken cancellationToken)
    {
        var filter = InstanceFilter.Read(http.Request.Query);
        var token = http.Request.Headers[ContinuationHeader].ToString();
        var query = new OrchestrationQuery(
            filter.CreatedFrom, filter.CreatedTo, filter.Statuses, null, filter.Prefix, filter.Top,
            FetchInputsAndOutputs: true, token.Length == 0 ? null : token);
        await foreach (var page in hub.Client.GetAllInstancesAsync(query)
            .AsPages(query.ContinuationToken, filter.Top).WithCancellation(cancellationToken))
        {
            if (page.ContinuationToken is { } next)
                http.Response.Headers[ContinuationHeader] = next;
            return Results.Json(page.Values.Select(instance => InstanceStatus.Of(instance, showInput ?? true)));
        }
        return Results.Json(Array.Empty<InstanceStatus>());
    }

    private static async Task<IResult> RaiseEventAsync(
        string instanceId, string eventName, TaskHub hub, HttpContext http, CancellationToken cancellationToken)
    {
        var payload = await ReadJsonAsync(http.Request, cancellationToken);
        return await SteerAsync(
            hub,
            instanceId,
            () => hub.Client.RaiseEventAsync(instanceId, eventName, payload, cancellationToken),
            cancellationToken);
    }

    private static async Task<IResult> RestartAsync(
        string instanceId, bool? restartWithNewInstanceId, TaskHub hub, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (await hub.Client.GetInstanceAsync(instanceId, cancellationToken) is null)
            return Missing(instanceId);
        try
        {
            return Started(
                http, await hub.Client.RestartAsync(instanceId, restartWithNewInstanceId ?? true, cancellationToken));
        }
        catch (InvalidOperationException e)
        {
            return Problem(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static async Task<IResult> PurgeAsync(string instanceId, TaskHub hub, CancellationToken cancellationToken)
    {
        if (await hub.Client.GetInstanceAsync(instanceId, cancellationToken) is not { } instance)
            return Missing(instanceId);
        if (!IsFinished(instance))
        {
            return Problem(
                StatusCodes.Status409Conflict, $"The instance '{instanceId}' has not finished: terminate it first.");
        }
        return Purged(await hub.Client.PurgeInstanceAsync(instanceId, cancellationToken));
    }

    private static async Task<IResult> PurgeAllAsync(
        TaskHub hub, HttpRequest request, CancellationToken cancellationToken)
    {
        var filter = InstanceFilter.Read(request.Query);
        return Purged(await hub.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(filter.CreatedFrom, filter.CreatedTo, filter.Statuses), cancellationToken));
    }

    private static Task<IResult> TerminateAsync(
        string instanceId, string? reason, TaskHub hub, CancellationToken token) =>
        SteerAsync(hub, instanceId, () => hub.Client.TerminateInstanceAsync(instanceId, (object?)reason, token), token);

    private static Task<IResult> SuspendAsync(
        string instanceId, string? reason, TaskHub hub, CancellationToken token) =>
        SteerAsync(hub, instanceId, () => hub.Client.SuspendInstanceAsync(instanceId, reason, token), token);

    private static Task<IResult> ResumeAsync(
        string instanceId, string? reason, TaskHub hub, CancellationToken token) =>
        SteerAsync(hub, instanceId, () => hub.Client.ResumeInstanceAsync(instanceId, reason, token), token);

    private static async Task<IResult> SteerAsync(
        TaskHub hub, string instanceId, Func<Task> steer, CancellationToken cancellationToken)
    {
        if (await hub.Client.GetInstanceAsync(instanceId, cancellationToken) is not { } instance)
            return Missing(instanceId);
        if (IsFinished(instance))
        {
            return Problem(
                StatusCodes.Status410Gone,
                $"The instance '{instanceId}' is {instance.RuntimeStatus} and takes nothing more.");
        }
        await steer();
        return Results.Accepted();
    }

    private static bool IsFinished(OrchestrationMetadata instance) =>
        instance.IsCompleted || instance.RuntimeStatus == OrchestrationRuntimeStatus.Canceled;

    private static async Task<JsonElement?> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        try
        {
            return string.IsNullOrWhiteSpace(body) ? null : JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not JSON: {e.Message}", e);
        }
    }

    private static IResult Started(HttpContext http, string instanceId)
    {
        var links = new ManagementLinks(http.Request, instanceId);
        http.Response.Headers.Location = links.StatusQueryGetUri;
        http.Response.Headers.RetryAfter = "10";
        return Results.Json(links, statusCode: StatusCodes.Status202Accepted);
    }

    private static IResult Purged(PurgeResult result) => result.PurgedInstanceCount == 0
        ? Problem(StatusCodes.Status404NotFound, "No finished instance matches.")
        : Results.Json(new { instancesDeleted = result.PurgedInstanceCount });

    private static IResult Missing(string instanceId) =>
        Problem(StatusCodes.Status404NotFound, $"There is no instance '{instanceId}'.");

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}
