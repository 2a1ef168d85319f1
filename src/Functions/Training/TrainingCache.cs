using Microsoft.Extensions.Caching.Memory;
using Mixtape.Functions.Telemetry;

namespace Mixtape.Functions.Training;

/// <summary>
/// What activities of one process read or made lately, by the name of the blob it came from: blobs of a training are written once, so what
/// was read stays true. It only saves time: nothing is in it that a blob does not hold too. Bounded, safe for concurrent use; what it
/// gives must not be changed.
/// </summary>
public sealed class TrainingCache(MixtapeOptions options) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.MaximumTrainingCacheBytes });

    /// <summary>What is known by a name, or else what <paramref name="load"/> gives.</summary>
    public async Task<T> GetAsync<T>(string name, Func<Task<T>> load, Func<T, long> bytes)
        where T : class
    {
        var isKnown = _cache.TryGetValue(name, out T? known);
        Instruments.CountLookup("training", isKnown);
        if (isKnown) return known!;
        var loaded = await load();
        Add(name, loaded, bytes(loaded));
        return loaded;
    }

    /// <summary>Keeps something, if there is room.</summary>
    public void Add<T>(string name, T value, long bytes)
        where T : class =>
        _cache.Set(name, value, new MemoryCacheEntryOptions { Size = bytes });

    /// <summary>Forgets what is of no use any more.</summary>
    public void Remove(string name) => _cache.Remove(name);

    /// <summary>Forgets everything.</summary>
    public void Clear() => _cache.Clear();

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();
}
