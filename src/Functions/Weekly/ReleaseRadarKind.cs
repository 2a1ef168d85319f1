using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Weekly;

/// <summary>
/// Release Radar: on Friday, what came out lately and the listener has not heard: by artists they follow, by artists they play, and by
/// others whose tracks the model thinks they would like, be it for their sound alone.
/// </summary>
public sealed class ReleaseRadarKind(
    Recommender recommender, ReleaseShelf shelf, Follows follows, Catalogue catalogue, MixtapeOptions options, TimeZoneInfo zone,
    TimeProvider time) : IPlaylistKind
{
    /// <summary>Its <see cref="Name"/>.</summary>
    public const string KindName = "release-radar";

    /// <summary>Name in reasons of what an artist released that the listener follows.</summary>
    public const string Follows = "follows";

    /// <summary>Name in reasons of what an artist released that the listener plays.</summary>
    public const string Plays = "plays";

    // Of the tracks that a listener plays, how many are asked for their artist: those that they play most.
    private const int TracksAsked = 500;

    private const int TracksPerReason = 2;

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public string Title => "Release Radar";

    /// <inheritdoc/>
    public string Orchestrator => nameof(WeeklyOrchestrator.BuildReleaseRadar);

    /// <inheritdoc/>
    public IsoWeek DueWeek => IsoWeek.Due(time.GetUtcNow(), zone, options.ReleaseRadar.Day, options.ReleaseRadar.Hour);

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<Recommendation> Tracks, bool IsKnown)> ChooseAsync(
        Generation generation, string listener, CancellationToken cancellationToken)
    {
        var releases = await shelf.OfAsync(generation, cancellationToken);
        var taste = await recommender.TasteAsync(generation, listener, cancellationToken);
        var followed = (await follows.ReadAsync(listener, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var isKnown = taste.IsKnown || followed.Count > 0;
        if (releases.Count == 0) return ([], isKnown);

        var played = await PlayedAsync(generation, taste, cancellationToken);
        var chosen = Choose(releases, taste, followed, played);
        var model = taste.HasDirection ? Recommender.Als : Recommender.Popularity;
        var described = await recommender.DescribeAsync(
            generation, taste, model, [.. chosen.Select(entry => (entry.Score, (long)releases.Row(entry.Release)))], cancellationToken);
        var tracks = chosen.Zip(described, (entry, track) =>
        {
            var artist = releases.Artist(entry.Release);
            var reason = followed.Contains(artist) ? new Reason(Follows, $"You follow {track.Artist ?? artist}.", [])
                : played.TryGetValue(artist, out var own) ? new Reason(Plays, $"You play {track.Artist ?? artist}.", own)
                : track.Reason;
            return track with { Reason = reason };
        });
        return ([.. tracks], isKnown);
    }

    private List<(float Score, int Release)> Choose(
        NewReleases releases, ListenerTaste taste, HashSet<string> followed, Dictionary<string, ReasonTrack[]> played)
    {
        var heard = releases.Among(taste.Rows).ToHashSet();
        (float Score, int Release)[] close = [.. followed.Union(played.Keys)
            .SelectMany(releases.By)
            .Where(release => !heard.Contains(release))
            .Select(release => (Score: releases.Score(taste, release), Release: release))
            .OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Release)];
        var excluded = heard.Concat(close.Select(entry => entry.Release)).ToHashSet();

        // Artists with many releases crowd the top, so look deeper until the playlist is full or the releases end.
        for (var depth = 4L * options.ReleaseRadar.Tracks; ; depth *= 4)
        {
            var others = releases.Best(taste, (int)Math.Min(depth, releases.Count), excluded);
            var chosen = ReleaseRadar.Select(
                close.Concat(others), entry => Closeness(releases.Artist(entry.Release)), entry => releases.Artist(entry.Release),
                options.ReleaseRadar);
            if (chosen.Count == options.ReleaseRadar.Tracks || depth >= releases.Count) return chosen;
        }

        ReleaseCloseness Closeness(string artist) => followed.Contains(artist) ? ReleaseCloseness.Followed
            : played.ContainsKey(artist) ? ReleaseCloseness.Played
            : ReleaseCloseness.Other;
    }

    /// <summary>The artists that a listener plays, each with what they play most of them.</summary>
    private async Task<Dictionary<string, ReasonTrack[]>> PlayedAsync(
        Generation generation, ListenerTaste taste, CancellationToken cancellationToken)
    {
        var most = Enumerable.Range(0, taste.Rows.Length)
            .Where(i => taste.Strengths[i] > 0)
            .OrderByDescending(i => taste.Strengths[i])
            .Take(TracksAsked)
            .Select(i => (Id: generation.TrackId(taste.Rows[i]), Strength: taste.Strengths[i]))
            .ToArray();
        var tracks = await catalogue.GetAsync(most.Select(track => track.Id), cancellationToken);
        return most.Where(track => tracks.ContainsKey(track.Id))
            .GroupBy(track => tracks[track.Id].ArtistKey(), StringComparer.Ordinal)
            .ToDictionary(
                artist => artist.Key,
                artist =>
                {
                    var all = artist.Sum(track => track.Strength);
                    return artist.Take(TracksPerReason)
                        .Select(track => new ReasonTrack(track.Id, tracks[track.Id].Title, track.Strength / all)).ToArray();
                },
                StringComparer.Ordinal);
    }
}
