using Mixtape.Music.Listening;
using Mixtape.Music.Playlists;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>
/// What came out lately or is to come, by week, so that new releases are found without a look at the whole catalogue: documents in container
/// <c>releases</c>, partition the ISO week of the release, id the track. They say where to look, and the catalogue what is so: a track whose
/// date was changed is found in its old week too. Safe for concurrent use.
/// </summary>
public sealed class Releases(IDocumentStore documents, MixtapeOptions options, TimeZoneInfo zone, TimeProvider time)
{
    internal const string Container = "releases";

    // What is older than the window today never comes into it again; this is for a window that is made longer.
    private const int WeeksBeyond = 2;

    /// <summary>Today, in the configured time zone.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);

    /// <summary>Notes those of the tracks that are new or to come.</summary>
    public async Task AddAsync(IEnumerable<Track> tracks, CancellationToken cancellationToken)
    {
        var first = ReleaseWindow.Until(Today, options.ReleaseRadar.Weeks + WeeksBeyond).First;
        KeyValuePair<DocumentKey, Release>[] releases = [.. tracks
            .Where(track => track.ReleaseDate >= first)
            .Select(track => KeyValuePair.Create(
                new DocumentKey(IsoWeek.Of(track.ReleaseDate!.Value).ToString(), track.Id), new Release(track.ReleaseDate.Value)))];
        if (releases.Length > 0) await documents.WriteManyAsync(Container, releases, cancellationToken);
    }

    /// <summary>The tracks that were once said to come out in a week and in a window, in order of their ids.</summary>
    public async IAsyncEnumerable<string> ReadAsync(
        IsoWeek week, ReleaseWindow window, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var release in documents.QueryAsync<Release>(Container, week.ToString(), null, cancellationToken))
            if (window.Contains(release.Value.ReleaseDate)) yield return release.Key.Id;
    }

    private sealed record Release(DateOnly ReleaseDate);
}
