using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>What is known of tracks. Safe for concurrent use.</summary>
public sealed class Catalogue(IDocumentStore documents)
{
    private const string Container = "tracks";

    /// <summary>Adds or replaces entries; the last of those with the same id stays.</summary>
    public Task PutAsync(IEnumerable<Track> tracks, CancellationToken cancellationToken) => documents.WriteManyAsync(
        Container,
        [.. tracks
            .GroupBy(track => track.Id, StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create(new DocumentKey(group.Key, group.Key), group.Last()))],
        cancellationToken);

    /// <summary>The entries of those ids that have one.</summary>
    public async Task<Dictionary<string, Track>> GetAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        DocumentKey[] keys = [.. ids.Distinct(StringComparer.Ordinal).Select(id => new DocumentKey(id, id))];
        var found = await documents.ReadManyAsync<Track>(Container, keys, cancellationToken);
        return found.ToDictionary(document => document.Key.Id, document => document.Value, StringComparer.Ordinal);
    }
}
