using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mixtape.Functions.Weekly;

/// <summary>Discover Weekly: the Monday timer, and the playlists over HTTP.</summary>
public sealed class WeeklyFunctions(WeeklyPlaylists playlists, WeeklyBatches batches)
{
    /// <summary>
    /// Monday at six, in the configured time zone. Timers run in UTC, so this one looks every quarter of an hour (all
    /// zones' offsets are whole quarters) whether a week's playlists have come due, and makes up for a Monday that was
    /// slept through.
    /// </summary>
    [Function(nameof(DiscoverWeeklyOnMonday))]
    public Task DiscoverWeeklyOnMonday(
        [TimerTrigger("0 */15 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        batches.StartIfDueAsync(playlists.DiscoverWeekly, client, cancellationToken);

    /// <summary>Builds this week's playlists now; those that stand stay as they are.</summary>
    [Function(nameof(StartDiscoverWeekly))]
    public Task<IResult> StartDiscoverWeekly(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "discover-weekly")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        batches.StartAsync(playlists.DiscoverWeekly, request, client, cancellationToken);

    /// <summary>How the building of a week's playlists goes.</summary>
    [Function(nameof(GetDiscoverWeeklyBatch))]
    public Task<IResult> GetDiscoverWeeklyBatch(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "discover-weekly/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        WeeklyBatches.ReadAsync(playlists.DiscoverWeekly, id, client, cancellationToken);

    /// <summary>
    /// A listener's playlist of this week, built now where it is not there yet, or of an earlier one.
    /// </summary>
    [Function(nameof(GetDiscoverWeekly))]
    public Task<IResult> GetDiscoverWeekly(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{id}/discover-weekly")] HttpRequest request,
        string id, CancellationToken cancellationToken) =>
        batches.PlaylistAsync(playlists.DiscoverWeekly, request, id, cancellationToken);
}
