using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mixtape.Functions.Weekly;

/// <summary>Release Radar: the Friday timer, and the playlists over HTTP.</summary>
public sealed class ReleaseRadarFunctions(WeeklyPlaylists playlists, WeeklyBatches batches)
{
    /// <summary>
    /// Friday at six, in the configured time zone, unless another day or hour is set; it looks as often as
    /// <see cref="WeeklyFunctions.DiscoverWeeklyOnMonday"/> does, and for the same reasons.
    /// </summary>
    [Function(nameof(ReleaseRadarOnFriday))]
    public Task ReleaseRadarOnFriday(
        [TimerTrigger("0 */15 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        batches.StartIfDueAsync(playlists.ReleaseRadar, client, cancellationToken);

    /// <summary>Builds this week's playlists now; those that stand stay as they are.</summary>
    [Function(nameof(StartReleaseRadar))]
    public Task<IResult> StartReleaseRadar(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "release-radar")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        batches.StartAsync(playlists.ReleaseRadar, request, client, cancellationToken);

    /// <summary>How the building of a week's playlists goes.</summary>
    [Function(nameof(GetReleaseRadarBatch))]
    public Task<IResult> GetReleaseRadarBatch(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "release-radar/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        WeeklyBatches.ReadAsync(playlists.ReleaseRadar, id, client, cancellationToken);

    /// <summary>
    /// A listener's playlist of this week, built now where it is not there yet, or of an earlier one.
    /// </summary>
    [Function(nameof(GetReleaseRadar))]
    public Task<IResult> GetReleaseRadar(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{id}/release-radar")] HttpRequest request,
        string id, CancellationToken cancellationToken) =>
        batches.PlaylistAsync(playlists.ReleaseRadar, request, id, cancellationToken);
}
