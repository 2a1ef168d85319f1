using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>What is known of tracks. Safe for concurrent use.</summary>
public sealed class Catalogue(IDocumentStore documents)
{
    private const string Container = "tracks";

    // One document that is there once any track ever had features: trainings of catalogues without any then read no entries.
    private const string MarkerContainer = "catalogue";

    private static readonly DocumentKey _marker = new("features", "features");

    private volatile bool _isMarked;

    /// <summary>Adds or replaces entries; the last of those with the same id stays.</summary>
    public async Task PutAsync(IReadOnlyCollection<Track> tracks, CancellationToken cancellationToken)
    {
        if (!_isMarked && tracks.Any(track => track.Features is { Count: > 0 }))
        {
            // Before the entries, so that none can have features without it.
            await documents.WriteAsync(MarkerContainer, _marker, new FeatureMarker(true), default, cancellationToken);
            _isMarked = true;
        }

        await documents.WriteManyAsync(
            Container,
            [.. tracks
                .GroupBy(track => track.Id, StringComparer.Ordinal)
                .Select(group => KeyValuePair.Create(new DocumentKey(group.Key, group.Key), group.Last()))],
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

    private sealed record FeatureMarker(bool HasFeatures);
}
