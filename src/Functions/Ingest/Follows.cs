using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>
/// Which artists a listener follows: documents in container <c>follows</c>, partition listener, id artist. Safe for concurrent use.
/// </summary>
public sealed class Follows(IDocumentStore documents)
{
    /// <summary>The container.</summary>
    public const string Container = "follows";

    /// <summary>The artists that a listener follows, in ordinal order.</summary>
    public async Task<List<string>> ReadAsync(string listener, CancellationToken cancellationToken)
    {
        var artists = new List<string>();
        await foreach (var follow in documents.QueryAsync<Follow>(Container, listener, null, cancellationToken))
            artists.Add(follow.Value.Artist);
        return artists;
    }
}
