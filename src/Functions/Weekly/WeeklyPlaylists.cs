using Mixtape.Functions.Serving;
using Mixtape.Functions.Telemetry;
using Mixtape.Music.Playlists;
using Mixtape.Storage;

namespace Mixtape.Functions.Weekly;

/// <summary>
/// The playlists of the week: documents in container <c>playlists</c>, partition listener, one of a kind a week, written once. Safe for
/// concurrent use.
/// </summary>
public sealed class WeeklyPlaylists(
    IDocumentStore documents, DiscoverWeeklyKind discoverWeekly, ReleaseRadarKind releaseRadar, TimeProvider time)
{
    internal const string Container = "playlists";

    /// <summary>Discover Weekly.</summary>
    public IPlaylistKind DiscoverWeekly => discoverWeekly;

    /// <summary>Release Radar.</summary>
    public IPlaylistKind ReleaseRadar => releaseRadar;

    /// <summary>The kind with a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public IPlaylistKind Find(string name) => name switch
    {
        DiscoverWeeklyKind.KindName => DiscoverWeekly,
        ReleaseRadarKind.KindName => ReleaseRadar,
        _ => throw new ArgumentException($"There are no playlists named '{name}', only discover-weekly and release-radar.", nameof(name)),
    };

    /// <summary>The playlist of a week, or null where none was built.</summary>
    public async Task<WeeklyPlaylist?> ReadAsync(IPlaylistKind kind, string listener, IsoWeek week, CancellationToken cancellationToken) =>
        (await documents.ReadAsync<WeeklyPlaylist>(Container, Key(kind, listener, week), cancellationToken))?.Value;

    /// <summary>
    /// The playlist of a week: the one that stands, or a new one, stored. The first to be stored stays, whoever builds
    /// at the same time.
    /// </summary>
    public async Task<WeeklyPlaylist> GetOrBuildAsync(
        IPlaylistKind kind, Generation generation, string listener, IsoWeek week, CancellationToken cancellationToken)
    {
        if (await ReadAsync(kind, listener, week, cancellationToken) is { } standing) return standing;
        var (tracks, isKnown) = await kind.ChooseAsync(generation, listener, cancellationToken);
        var playlist = new WeeklyPlaylist(listener, week.ToString(), generation.Id, time.GetUtcNow(), tracks);

        // Anybody can ask for any id: what says nothing of its listener is not stored. Nor is what is empty, so that it fills up when it can.
        if (!isKnown || tracks.Count == 0) return playlist;
        try
        {
            await documents.WriteAsync(Container, Key(kind, listener, week), playlist, WriteCondition.IfAbsent, cancellationToken);
            Instruments.PlaylistsBuilt.Add(1, new KeyValuePair<string, object?>("mixtape.kind", kind.Name));
            return playlist;
        }
        catch (PreconditionFailedException)
        {
            return await ReadAsync(kind, listener, week, cancellationToken) ?? playlist; // gone again where its listener was erased
        }
    }

    private static DocumentKey Key(IPlaylistKind kind, string listener, IsoWeek week) => new(listener, $"{kind.Name}-{week}");
}
