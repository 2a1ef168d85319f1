using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>
/// Which generation readers follow: one document, changed only under the condition that nobody else changed it. Safe
/// for concurrent use.
/// </summary>
public sealed class GenerationPointer(IDocumentStore documents, TimeProvider time)
{
    internal const string Container = "generations";

    private static readonly DocumentKey _key = new("current", "current");

    /// <summary>The pointer, or null before the first generation.</summary>
    public async Task<CurrentGeneration?> ReadAsync(CancellationToken cancellationToken) =>
        (await documents.ReadAsync<CurrentGeneration>(Container, _key, cancellationToken))?.Value;

    /// <summary>
    /// Makes a generation the current one, unless its NDCG@10 is below the current one's by more than
    /// <paramref name="tolerableLoss"/> of it; where they were judged by other holdouts, their figures do not compare, and it
    /// becomes so. Doing so again changes nothing.
    /// </summary>
    /// <returns>Whether it is the current one now.</returns>
    public async Task<bool> AdvanceAsync(
        string generation, double? ndcg10, HoldoutOptions holdout, double tolerableLoss, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await documents.ReadAsync<CurrentGeneration>(Container, _key, cancellationToken);
            if (current?.Value.Id == generation) return true;
            var compares = current?.Value.Holdout is not { } other || other == holdout with { Seed = other.Seed };
            if (compares && ndcg10 < current?.Value.Ndcg10 * (1 - tolerableLoss)) return false;
            try
            {
                await documents.WriteAsync(
                    Container, _key,
                    new CurrentGeneration(generation, current?.Value.Id, ndcg10, time.GetUtcNow(), holdout),
                    current is null ? WriteCondition.IfAbsent : WriteCondition.IfMatch(current.ETag),
                    cancellationToken);
                return true;
            }
            catch (PreconditionFailedException)
            {
                // Somebody else published in between: look again at what is current now.
            }
        }
    }
}

/// <summary>The pointer's content.</summary>
/// <param name="Id">The current generation.</param>
/// <param name="Previous">The one before, which serves where the current one turns out to be damaged.</param>
/// <param name="Ndcg10">Holdout NDCG@10 of the current one; null where nothing was held out.</param>
/// <param name="PublishedAt">When it became current.</param>
/// <param name="Holdout">What the current one was judged by; null where an earlier version wrote this.</param>
public sealed record CurrentGeneration(
    string Id, string? Previous, double? Ndcg10, DateTimeOffset PublishedAt, HoldoutOptions? Holdout = null);
