using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Http;
using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Weekly;

/// <summary>What may be asked of playlists of the week, whatever their kind. Safe for concurrent use.</summary>
public sealed class WeeklyBatches(WeeklyPlaylists playlists, Generations generations, ILogger<WeeklyBatches> logger)
{
    /// <summary>Starts building a week's playlists where they are due, and neither built nor being built.</summary>
    public async Task StartIfDueAsync(IPlaylistKind kind, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await generations.CurrentAsync(cancellationToken) is null) return;
        var week = kind.DueWeek;
        var instance = await client.GetInstanceAsync(InstanceId(kind, week), cancellationToken);
        if (instance is not null && instance.RuntimeStatus != OrchestrationRuntimeStatus.Failed) return;
        await ScheduleAsync(kind, client, week, cancellationToken);
        logger.LogInformation("Building {Kind} of {Week}.", kind.Title, week);
    }

    /// <summary>Builds this week's playlists now; those that stand stay as they are.</summary>
    public async Task<IResult> StartAsync(
        IPlaylistKind kind, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await generations.CurrentAsync(cancellationToken) is null) return Problems.NoGeneration(request, generations.Damage);
        var week = kind.DueWeek;
        var id = InstanceId(kind, week);
        var instance = await client.GetInstanceAsync(id, cancellationToken);
        if (instance is null || instance.IsCompleted) await ScheduleAsync(kind, client, week, cancellationToken);
        var statusUrl = $"/api/{kind.Name}/{id}";
        return Results.Accepted(statusUrl, new { id, week = week.ToString(), statusUrl });
    }

    /// <summary>How the building of a week's playlists goes.</summary>
    public static async Task<IResult> ReadAsync(IPlaylistKind kind, string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is null || instance.Name != kind.Orchestrator)
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

    /// <summary>A listener's playlist of this week, built now where it is not there yet, or of an earlier one.</summary>
    public async Task<IResult> PlaylistAsync(IPlaylistKind kind, HttpRequest request, string listener, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("listener", listener) is { } invalid) return invalid;
        var due = kind.DueWeek;
        var week = due;
        if (request.Query.TryGetValue("week", out var asked) && !IsoWeek.TryParse(asked, out week))
            return Problems.BadRequest("A parameter is not valid.", "'week' must be an ISO week such as 2026-W47.");
        if (await playlists.ReadAsync(kind, listener, week, cancellationToken) is { } standing) return Results.Ok(standing);
        if (week != due) return Problems.NotFound($"No playlist of {week} was built for that listener.");
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return Problems.NoGeneration(request, generations.Damage);
        return Results.Ok(await playlists.GetOrBuildAsync(kind, generation, listener, week, cancellationToken));
    }

    private static string InstanceId(IPlaylistKind kind, IsoWeek week) => $"{kind.Name}-{week}";

    private static async Task ScheduleAsync(
        IPlaylistKind kind, DurableTaskClient client, IsoWeek week, CancellationToken cancellationToken)
    {
        var id = InstanceId(kind, week);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                kind.Orchestrator, new WeeklyRun(week.ToString(), Kind: kind.Name), new StartOrchestrationOptions(id), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Back ends refuse an id that is running with exceptions of their own; if it does run, another caller was first.
            if (await client.GetInstanceAsync(id, cancellationToken) is null or { IsCompleted: true }) throw;
        }
    }
}
