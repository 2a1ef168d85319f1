using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>What is known of tracks. Safe for concurrent use.</summary>
public sealed class Catalogue(IDocumentStore documents, Releases releases)
{
    internal const string Container = "tracks";

    // One document that is there once any track ever had features: trainings of catalogues without any then read no entries.
    internal const string MarkerContainer = "catalogue";

    private static readonly DocumentKey _marker = new("features", "features");

    private volatile bool _isMarked;

    /// <summary>
    /// Adds or replaces entries; the last of those with the same id stays. One that says nothing of features keeps those that it had, so
    /// that titles which come with plays do not take away what was measured; an empty set takes them away.
    /// </summary>
    public async Task PutAsync(IReadOnlyCollection<Track> tracks, CancellationToken cancellationToken)
    {
        if (!_isMarked && tracks.Any(track => track.Features is { Count: > 0 }))
        {
            // Before the entries, so that none can have features without it.
            await documents.WriteAsync(MarkerContainer, _marker, new FeatureMarker(true), default, cancellationToken);
            _isMarked = true;
        }

        var entries = new Dictionary<string, Track>(StringComparer.Ordinal);
        foreach (var track in tracks)
            entries[track.Id] = track with { Features = track.Features ?? entries.GetValueOrDefault(track.Id)?.Features };
        await KeepFeaturesAsync(entries, cancellationToken);
        await releases.AddAsync(entries.Values, cancellationToken); // before the entries, so that none that is new is missed
        await documents.WriteManyAsync(
            Container, [.. entries.Values.Select(track => KeyValuePair.Create(new DocumentKey(track.Id, track.Id), track))],
            cancellationToken);
    }

    /// <summary>Whether any entry ever had features; one read.</summary>
    public async Task<bool> HasFeaturesAsync(CancellationToken cancellationToken) =>
        await documents.ReadAsync<FeatureMarker>(MarkerContainer, _marker, cancellationToken) is not null;

    /// <summary>The entries of those ids that have one.</summary>
    public async Task<Dictionary<string, Track>> GetAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        DocumentKey[] keys = [.. ids.Distinct(StringComparer.Ordinal).Select(id => new DocumentKey(id, id))];
        var found = await documents.ReadManyAsync<Track>(Container, keys, cancellationToken);
        return found.ToDictionary(document => document.Key.Id, document => document.Value, StringComparer.Ordinal);
    }

    private async Task KeepFeaturesAsync(Dictionary<string, Track> entries, CancellationToken cancellationToken)
    {
        string[] silent = [.. entries.Values.Where(track => track.Features is null).Select(track => track.Id)];
        if (silent.Length == 0 || !(_isMarked || await HasFeaturesAsync(cancellationToken))) return;
        foreach (var (id, known) in await GetAsync(silent, cancellationToken)) entries[id] = entries[id] with { Features = known.Features };
    }

    private sealed record FeatureMarker(bool HasFeatures);
}
