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
    private volatile Generation? _found;

    /// <summary>What is wrong with the generations that there are, where none of them can serve.</summary>
    public string? Damage => _loaded?.Damage;

    /// <summary>
    /// The current generation, or null before the first, and where it is damaged and so is the one before
    /// (<see cref="Damage"/> then says what to do).
    /// </summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <param name="anew">Whether to read the pointer again, however short ago that was.</param>
    public async Task<Generation?> CurrentAsync(CancellationToken cancellationToken, bool anew = false)
    {
        if (!anew && _loaded is { } fresh && time.GetUtcNow() - fresh.CheckedAt < _freshness) return fresh.Generation;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (!anew && _loaded is { } other && time.GetUtcNow() - other.CheckedAt < _freshness) return other.Generation;
            var current = await pointer.ReadAsync(cancellationToken);
            _loaded = current?.Id == _loaded?.PointsTo
                ? (_loaded ?? new Loaded(null, null, null, default)) with { CheckedAt = time.GetUtcNow() }
                : await LoadAsync(current!, cancellationToken);
            return _loaded.Generation;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>The generation with an id: one that is in memory where it is that, else read anew.</summary>
    /// <exception cref="CorruptBlobException">It is damaged, or gone.</exception>
    public async Task<Generation> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await CurrentAsync(cancellationToken) is { } current && current.Id == id) return current;
        if (_found is { } found && found.Id == id) return found;
        return _found = await Generation.LoadAsync(blobs, id, cancellationToken);
    }

    private async Task<Loaded> LoadAsync(CurrentGeneration current, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(current.Id);
        }
        catch (CorruptBlobException exception)
        {
            logger.LogError(exception, "Generation {Generation} is refused.", current.Id);
            if (current.Previous is null) return new Loaded(current.Id, null, exception.Message, time.GetUtcNow());
        }

        try
        {
            logger.LogWarning("Generation {Previous} goes on serving.", current.Previous);
            return _loaded?.Generation?.Id == current.Previous
                ? _loaded! with { PointsTo = current.Id }
                : await LoadAsync(current.Previous);
        }
        catch (CorruptBlobException exception)
        {
            logger.LogError(exception, "Generation {Generation} is refused too.", current.Previous);
            return new Loaded(current.Id, null, exception.Message, time.GetUtcNow());
        }

        async Task<Loaded> LoadAsync(string id) =>
            new(current.Id, await Generation.LoadAsync(blobs, id, cancellationToken), null, time.GetUtcNow());
    }

    private sealed record Loaded(string? PointsTo, Generation? Generation, string? Damage, DateTimeOffset CheckedAt);
}
