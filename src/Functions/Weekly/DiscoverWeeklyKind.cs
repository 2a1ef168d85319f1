using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Weekly;

/// <summary>Discover Weekly: on Monday, what the listener has not heard and the model thinks they would like.</summary>
public sealed class DiscoverWeeklyKind(
    Recommender recommender, Catalogue catalogue, MixtapeOptions options, TimeZoneInfo zone, TimeProvider time) : IPlaylistKind
{
    /// <summary>Its <see cref="Name"/>.</summary>
    public const string KindName = "discover-weekly";

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public string Title => "Discover Weekly";

    /// <inheritdoc/>
    public string Orchestrator => nameof(WeeklyOrchestrator.BuildDiscoverWeekly);

    /// <inheritdoc/>
    public IsoWeek DueWeek => IsoWeek.Due(time.GetUtcNow(), zone, DayOfWeek.Monday, options.DiscoverWeekly.Hour);

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<Recommendation> Tracks, bool IsKnown)> ChooseAsync(
        Generation generation, string listener, CancellationToken cancellationToken)
    {
        var taste = await recommender.TasteAsync(generation, listener, cancellationToken);

        // Artists with many fine tracks crowd the top, so look deeper until the playlist is full or the catalogue ends.
        for (var depth = 4 * options.DiscoverWeekly.Tracks; ; depth *= 4)
        {
            var (model, ranked) = Recommender.Rank(generation, taste, Math.Min(depth, generation.Rows), [], Recommender.Als);
            var ids = ranked.Select(entry => generation.TrackId((int)entry.Row)).ToArray();
            var names = await catalogue.GetAsync(ids, cancellationToken);
            var chosen = DiscoverWeekly.Select(
                Enumerable.Range(0, ranked.Length),
                i => names.GetValueOrDefault(ids[i])?.ArtistKey(),
                i => model == Recommender.Als && generation.IsPredicted((int)ranked[i].Row),
                options.DiscoverWeekly);
            if (chosen.Count < options.DiscoverWeekly.Tracks && depth < generation.Rows) continue;
            var tracks = await recommender.DescribeAsync(
                generation, taste, model, [.. chosen.Select(i => ranked[i])], cancellationToken);
            return (tracks, taste.IsKnown);
        }
    }
}
