using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;
using Mixtape.Storage;

namespace Mixtape.Functions.Weekly;

/// <summary>
/// Discover Weekly: documents in container <c>playlists</c>, partition listener, one a week, written once. Safe for
/// concurrent use.
/// </summary>
public sealed class WeeklyPlaylists(
    IDocumentStore documents, Recommender recommender, Catalogue catalogue, MixtapeOptions options, TimeZoneInfo zone, TimeProvider time)
{
    private const string Container = "playlists";

    /// <summary>The week whose playlists are due now.</summary>
    public IsoWeek DueWeek => IsoWeek.Due(time.GetUtcNow(), zone, options.DiscoverWeekly.Hour);

    /// <summary>The playlist of a week, or null where none was built.</summary>
    public async Task<WeeklyPlaylist?> ReadAsync(string listener, IsoWeek week, CancellationToken cancellationToken) =>
        (await documents.ReadAsync<WeeklyPlaylist>(Container, Key(listener, week), cancellationToken))?.Value;

    /// <summary>
    /// The playlist of a week: the one that stands, or a new one, stored. The first to be stored stays, whoever builds
    /// at the same time.
    /// </summary>
    public async Task<WeeklyPlaylist> GetOrBuildAsync(
        Generation generation, string listener, IsoWeek week, CancellationToken cancellationToken)
    {
        if (await ReadAsync(listener, week, cancellationToken) is { } standing) return standing;
        var taste = await recommender.TasteAsync(generation, listener, cancellationToken);
        var playlist = await BuildAsync(generation, listener, taste, week, cancellationToken);
        if (!taste.IsKnown) return playlist; // anybody can ask for any id: what says nothing of its listener is not stored
        try
        {
            await documents.WriteAsync(Container, Key(listener, week), playlist, WriteCondition.IfAbsent, cancellationToken);
            return playlist;
        }
        catch (PreconditionFailedException)
        {
            return (await ReadAsync(listener, week, cancellationToken))!;
        }
    }

    private async Task<WeeklyPlaylist> BuildAsync(
        Generation generation, string listener, ListenerTaste taste, IsoWeek week, CancellationToken cancellationToken)
    {
        // Artists with many fine tracks crowd the top, so look deeper until the playlist is full or the catalogue ends.
        for (var depth = 4 * options.DiscoverWeekly.Tracks; ; depth *= 4)
        {
            var (model, ranked) = Recommender.Rank(generation, taste, Math.Min(depth, generation.Rows), [], Recommender.Als);
            var ids = ranked.Select(entry => generation.TrackId((int)entry.Row)).ToArray();
            var names = await catalogue.GetAsync(ids, cancellationToken);
            var chosen = DiscoverWeekly.Select(
                Enumerable.Range(0, ranked.Length),
                i => names.TryGetValue(ids[i], out var track) ? track.ArtistId ?? track.Artist : null,
                i => model == Recommender.Als && generation.IsPredicted((int)ranked[i].Row),
                options.DiscoverWeekly);
            if (chosen.Count < options.DiscoverWeekly.Tracks && depth < generation.Rows) continue;
            var tracks = await recommender.DescribeAsync(
                generation, taste, model, [.. chosen.Select(i => ranked[i])], cancellationToken);
            return new WeeklyPlaylist(listener, week.ToString(), generation.Id, time.GetUtcNow(), tracks);
        }
    }

    private static DocumentKey Key(string listener, IsoWeek week) => new(listener, $"discover-weekly-{week}");
}
