using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Http;
using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Weekly;

/// <summary>Discover Weekly: the Monday timer, and the playlists over HTTP.</summary>
public sealed class WeeklyFunctions(WeeklyPlaylists playlists, Generations generations, ILogger<WeeklyFunctions> logger)
{
    private const string InstancePrefix = "discover-weekly-";

    /// <summary>
    /// Monday at six, in the configured time zone. Timers run in UTC, so this one looks every quarter of an hour (all
    /// zones' offsets are whole quarters) whether a week's playlists have come due, and makes up for a Monday that was
    /// slept through.
    /// </summary>
    [Function(nameof(DiscoverWeeklyOnMonday))]
    public async Task DiscoverWeeklyOnMonday(
        [TimerTrigger("0 */15 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await generations.CurrentAsync(cancellationToken) is null) return;
        var week = playlists.DueWeek;
        var instance = await client.GetInstanceAsync(InstancePrefix + week, cancellationToken);
        if (instance is not null && instance.RuntimeStatus != OrchestrationRuntimeStatus.Failed) return;
        await StartAsync(client, week, cancellationToken);
        logger.LogInformation("Building Discover Weekly of {Week}.", week);
    }

    /// <summary>Builds this week's playlists now; those that stand stay as they are.</summary>
    [Function(nameof(StartDiscoverWeekly))]
    public async Task<IResult> StartDiscoverWeekly(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "discover-weekly")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await generations.CurrentAsync(cancellationToken) is null) return Problems.NoGeneration(request, generations.Damage);
        var week = playlists.DueWeek;
        var id = InstancePrefix + week;
        var instance = await client.GetInstanceAsync(id, cancellationToken);
        if (instance is null || instance.IsCompleted) await StartAsync(client, week, cancellationToken);
        return Results.Accepted($"/api/discover-weekly/{id}", new { id, week = week.ToString(), statusUrl = $"/api/discover-weekly/{id}" });
    }

    /// <summary>How the building of a week's playlists goes.</summary>
    [Function(nameof(GetDiscoverWeeklyBatch))]
    public async Task<IResult> GetDiscoverWeeklyBatch(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "discover-weekly/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is null || instance.Name != nameof(WeeklyOrchestrator.BuildDiscoverWeekly))
            return Problems.NotFound("There is no weekly batch with that id.");
        var progress = instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<WeeklyProgress>();
        return Results.Ok(new
        {
            id,
            week = instance.ReadInputAs<WeeklyRun>()?.Week,
            status = instance.RuntimeStatus.ToString().ToLowerInvariant(),
            done = progress?.Done ?? 0,
            total = progress?.Total ?? 0,
            error = instance.FailureDetails?.ErrorMessage,
        });
    }

    /// <summary>
    /// A listener's playlist of this week, built now where it is not there yet, or of an earlier one.
    /// </summary>
    [Function(nameof(GetDiscoverWeekly))]
    public async Task<IResult> GetDiscoverWeekly(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{id}/discover-weekly")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("listener", id) is { } invalid) return invalid;
        var due = playlists.DueWeek;
        var week = due;
        if (request.Query.TryGetValue("week", out var asked) && !IsoWeek.TryParse(asked, out week))
            return Problems.BadRequest("A parameter is not valid.", "'week' must be an ISO week such as 2026-W47.");
        if (await playlists.ReadAsync(id, week, cancellationToken) is { } standing) return Results.Ok(standing);
        if (week != due) return Problems.NotFound($"No playlist of {week} was built for that listener.");
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return Problems.NoGeneration(request, generations.Damage);
        return Results.Ok(await playlists.GetOrBuildAsync(generation, id, week, cancellationToken));
    }

    private static async Task StartAsync(DurableTaskClient client, IsoWeek week, CancellationToken cancellationToken)
    {
        var id = InstancePrefix + week;
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(WeeklyOrchestrator.BuildDiscoverWeekly), new WeeklyRun(week.ToString()),
                new StartOrchestrationOptions(id), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Back ends refuse an id that is running with exceptions of their own; if it does run, another caller was first.
            if (await client.GetInstanceAsync(id, cancellationToken) is null or { IsCompleted: true }) throw;
        }
    }
}
