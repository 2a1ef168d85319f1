using Microsoft.Extensions.Logging;
using Mixtape.Functions.Telemetry;
using Mixtape.Music.Blobs;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>
/// The generation that answers are made from. The pointer is read again every few seconds, and a new generation
/// replaces the old one whole; where it turns out to be damaged, the one before goes on serving, and where a store does
/// not answer, the one in memory. Safe for concurrent use.
/// </summary>
public sealed class Generations(IBlobStore blobs, GenerationPointer pointer, TimeProvider time, ILogger<Generations> logger)
    : IDisposable
{
    private static readonly TimeSpan _freshness = TimeSpan.FromSeconds(2);

    // Requests wait while one of them looks for a newer generation: not long, and not again and again.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _loading = new(1);
    private volatile Loaded? _loaded;
    private volatile Generation? _found;
    private volatile bool _isDisposed;

    /// <summary>What is wrong with the generations that there are, where none of them can serve, or only without its networks.</summary>
    public string? Damage => _loaded?.Damage;

    /// <summary>
    /// The current generation, or null before the first, and where it is damaged and so is the one before
    /// (<see cref="Damage"/> then says what to do).
    /// </summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <param name="anew">Whether to read the pointer again, however short ago that was.</param>
    public async Task<Generation?> CurrentAsync(CancellationToken cancellationToken, bool anew = false)
    {
        // That there is none yet is not remembered: who has trained the first one asks at once.
        if (!anew && _loaded is { Generation: not null } fresh && time.GetUtcNow() - fresh.CheckedAt < _freshness)
        {
            Instruments.CountLookup("generation", isHit: true);
            return fresh.Generation;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (!anew && _loaded is { Generation: not null } other && time.GetUtcNow() - other.CheckedAt < _freshness) return other.Generation;
            var before = _loaded?.Generation;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (before is not null && !anew) patience.CancelAfter(_patience);
            try
            {
                var current = await pointer.ReadAsync(patience.Token);
                if (current is not null) Instruments.CountLookup("generation", current.Id == _loaded?.PointsTo);
                _loaded = current?.Id == _loaded?.PointsTo
                    ? (_loaded ?? new Loaded(null, null, null, default)) with { CheckedAt = time.GetUtcNow() }
                    : await LoadAsync(current!, cancellationToken);
            }
            catch (Exception exception) when (!anew && before is not null && IsSilence(exception, cancellationToken))
            {
                logger.LogWarning("Generation {Generation} goes on serving: {Reason}", before.Id, exception.Message);
                _loaded = _loaded! with { CheckedAt = time.GetUtcNow() + _pause };
            }

            // After the swap, so that who finds its networks closed finds the next generation when asking again.
            if (before is not null && !ReferenceEquals(before, _loaded.Generation)) before.Models.Release();
            return _loaded.Generation;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>The current generation, its networks held open; else as <see cref="CurrentAsync"/>.</summary>
    /// <exception cref="ObjectDisposedException">The app is going down.</exception>
    public async Task<GenerationLease?> LeaseAsync(CancellationToken cancellationToken)
    {
        while (await CurrentAsync(cancellationToken) is { } generation)
        {
            if (GenerationLease.TryTake(generation) is { } lease) return lease;
            ObjectDisposedException.ThrowIf(_isDisposed, this); // else it was replaced just now
        }

        return null;
    }

    /// <summary>
    /// The generation with an id: one that is in memory where it is that, else read anew, without its networks.
    /// </summary>
    /// <exception cref="CorruptBlobException">It is damaged, or gone.</exception>
    public async Task<Generation> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await CurrentAsync(cancellationToken) is { } current && current.Id == id) return current;
        var found = _found;
        Instruments.CountLookup("generation", found?.Id == id);
        if (found?.Id == id) return found;
        return _found = await Generation.LoadAsync(blobs, id, cancellationToken, withModels: false);
    }

    /// <summary>Closes the networks, once no request runs them any more.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _loaded?.Generation?.Models.Release();
        _loading.Dispose();
    }

    /// <summary>
    /// The current generation, or where it is refused the one before. Where that is refused too, they serve without their networks, if only
    /// those are to blame: most answers come from the vectors alone.
    /// </summary>
    private async Task<Loaded> LoadAsync(CurrentGeneration current, CancellationToken cancellationToken)
    {
        string? damage = null;
        string[] ids = current.Previous is null ? [current.Id] : [current.Id, current.Previous];
        foreach (var withModels in new[] { true, false })
        {
            foreach (var id in ids)
            {
                try
                {
                    var generation = withModels && _loaded is { Damage: null } && _loaded.Generation?.Id == id
                        ? _loaded.Generation
                        : await Generation.LoadAsync(blobs, id, cancellationToken, withModels);
                    if (damage is not null)
                        logger.LogWarning("Generation {Generation} goes on serving{Without}.", id, withModels ? "" : " without its networks");
                    return new Loaded(current.Id, generation, withModels ? null : damage, time.GetUtcNow());
                }
                catch (Exception exception) when (exception is CorruptBlobException or DllNotFoundException or TypeInitializationException)
                {
                    logger.LogError(exception, "Generation {Generation} is refused.", id);
                    damage ??= exception.GetBaseException().Message;
                }
            }
        }

        return new Loaded(current.Id, null, damage, time.GetUtcNow());
    }

    /// <summary>Whether a store did not answer, rather than the caller having lost interest.</summary>
    private static bool IsSilence(Exception exception, CancellationToken cancellationToken) =>
        exception is StoreUnavailableException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private sealed record Loaded(string? PointsTo, Generation? Generation, string? Damage, DateTimeOffset CheckedAt);
}
