using Microsoft.Extensions.Logging;
using Mixtape.Music.Blobs;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>
/// The generation that answers are made from. The pointer is read again every few seconds, and a new generation
/// replaces the old one whole; where it turns out to be damaged, the one before goes on serving. Safe for concurrent
/// use.
/// </summary>
public sealed class Generations(IBlobStore blobs, GenerationPointer pointer, TimeProvider time, ILogger<Generations> logger)
{
    private static readonly TimeSpan _freshness = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _loading = new(1);
    private volatile Loaded? _loaded;

    /// <summary>The current generation, or null before the first.</summary>
    /// <exception cref="CorruptBlobException">The current generation is damaged, and so is the one before.</exception>
    public async Task<Generation?> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_loaded is { } fresh && time.GetUtcNow() - fresh.CheckedAt < _freshness) return fresh.Generation;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_loaded is { } other && time.GetUtcNow() - other.CheckedAt < _freshness) return other.Generation;
            var current = await pointer.ReadAsync(cancellationToken);
            var generation = current?.Id == _loaded?.PointsTo ? _loaded?.Generation : await LoadAsync(current!, cancellationToken);
            _loaded = new Loaded(current?.Id, generation, time.GetUtcNow());
            return generation;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>The generation with an id: the one that is loaded where it is that, else read anew.</summary>
    public async Task<Generation> FindAsync(string id, CancellationToken cancellationToken) =>
        await CurrentAsync(cancellationToken) is { } current && current.Id == id
            ? current
            : await Generation.LoadAsync(blobs, id, cancellationToken);

    private async Task<Generation> LoadAsync(CurrentGeneration current, CancellationToken cancellationToken)
    {
        try
        {
            return await Generation.LoadAsync(blobs, current.Id, cancellationToken);
        }
        catch (CorruptBlobException exception) when (current.Previous is not null)
        {
            logger.LogError(exception, "Generation {Generation} is refused; {Previous} goes on serving.", current.Id, current.Previous);
            return _loaded?.Generation is { } serving && serving.Id == current.Previous
                ? serving
                : await Generation.LoadAsync(blobs, current.Previous, cancellationToken);
        }
    }

    private sealed record Loaded(string? PointsTo, Generation? Generation, DateTimeOffset CheckedAt);
}
