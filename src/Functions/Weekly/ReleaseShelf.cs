using Microsoft.Extensions.Logging;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Weekly;

/// <summary>
/// The new releases of today: found once a day and generation, and kept in memory. A date that is changed on the same day counts from the
/// next on. Safe for concurrent use.
/// </summary>
public sealed class ReleaseShelf(Releases releases, Catalogue catalogue, MixtapeOptions options, ILogger<ReleaseShelf> logger) : IDisposable
{
    private const int TracksPerRead = 1_000;

    private readonly SemaphoreSlim _finding = new(1);
    private volatile Shelf[] _shelves = []; // two at most: a batch may still build from the generation before

    /// <summary>The new releases that a generation can rank.</summary>
    public async Task<NewReleases> OfAsync(Generation generation, CancellationToken cancellationToken)
    {
        var today = releases.Today;
        if (Find() is { } known) return known;
        await _finding.WaitAsync(cancellationToken);
        try
        {
            if (Find() is { } other) return other;
            var found = await FindAsync(generation, today, cancellationToken);
            _shelves = [new Shelf(generation.Id, today, found), .. _shelves.Take(1)];
            return found;
        }
        finally
        {
            _finding.Release();
        }

        NewReleases? Find() => Array.Find(_shelves, shelf => shelf.Generation == generation.Id && shelf.Day == today)?.Releases;
    }

    /// <inheritdoc/>
    public void Dispose() => _finding.Dispose();

    private async Task<NewReleases> FindAsync(Generation generation, DateOnly today, CancellationToken cancellationToken)
    {
        var window = ReleaseWindow.Until(today, options.ReleaseRadar.Weeks);
        var tracks = new Dictionary<int, string>();
        var most = options.ReleaseRadar.MaximumCandidates;
        var candidates = CandidatesAsync(window, cancellationToken).Take(most + 1);
        var seen = 0;
        await foreach (var ids in candidates.Chunk(TracksPerRead).WithCancellation(cancellationToken))
        {
            var rankable = ids.Take(most - seen).Where(id => generation.FindTrack(id) >= 0);
            foreach (var (id, track) in await catalogue.GetAsync(rankable, cancellationToken))
                if (track.ReleaseDate is { } day && window.Contains(day)) tracks[generation.FindTrack(id)] = track.ArtistKey();
            seen += ids.Length;
        }

        if (seen > most)
        {
            logger.LogWarning(
                "More than {Most} tracks came out between {First} and {Last}: the Release Radar leaves the oldest weeks out. "
                + "Raise Mixtape:ReleaseRadar:MaximumCandidates, or lower its Weeks.", most, window.First, window.Last);
        }

        return new NewReleases(generation, tracks.Select(track => (track.Key, track.Value)));
    }

    private IAsyncEnumerable<string> CandidatesAsync(ReleaseWindow window, CancellationToken cancellationToken) =>
        window.Weeks.ToAsyncEnumerable().SelectMany(week => releases.ReadAsync(week, window, cancellationToken));

    private sealed record Shelf(string Generation, DateOnly Day, NewReleases Releases);
}
