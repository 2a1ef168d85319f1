using System.Runtime.CompilerServices;
using Mixtape.Functions.Telemetry;
using Mixtape.Music.Blobs;
using Mixtape.Music.Neighbours;

namespace Mixtape.Functions.Serving;

/// <summary>
/// Finds the listeners nearest to a vector by cosine, exactly. Blocks of listeners stay in memory up to
/// <see cref="MixtapeOptions.MaximumListenerCacheBytes"/> a generation, and are read anew for each search beyond it, one at a time. Safe
/// for concurrent use.
/// </summary>
public sealed class NearestListeners(MixtapeOptions options)
{
    // A cache lives as long as its generation does, and does not keep it.
    private readonly ConditionalWeakTable<Generation, Cache> _caches = [];

    /// <summary>The nearest listeners, nearest first, those equally near by id; those without a vector are near nobody.</summary>
    /// <param name="generation">The generation whose listeners they are.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="listener">The listener to leave out.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<(float Likeness, string Listener)>> FindAsync(
        Generation generation, float[] vector, string listener, int count, CancellationToken cancellationToken)
    {
        Instruments.CountSearch("listeners");
        var cache = _caches.GetValue(generation, key => new Cache(key, options.MaximumListenerCacheBytes));
        (float Likeness, string Listener)[] best = [];
        for (var number = 0; number < generation.ListenerBlocks; number++)
        {
            var block = await cache.ReadAsync(number, cancellationToken);
            var own = block.Ids.Find(listener);
            var nearest = block.Vectors.Nearest(vector, count, own < 0 ? [] : [own]);
            best = [.. best
                .Concat(nearest.Select(entry => (Likeness: entry.Score, Listener: block.Ids[(int)entry.Row])))
                .OrderByDescending(entry => entry.Likeness)
                .ThenBy(entry => entry.Listener, StringComparer.Ordinal)
                .Take(count)];
        }

        return best;
    }

    /// <summary>The blocks of one generation that fit: the first to be read, for all are read in turn each time.</summary>
    private sealed class Cache(Generation generation, long room)
    {
        private readonly Block?[] _blocks = new Block?[generation.ListenerBlocks];
        private long _room = room;

        public async Task<Block> ReadAsync(int number, CancellationToken cancellationToken)
        {
            var cached = Volatile.Read(ref _blocks[number]);
            Instruments.CountLookup("listeners", cached is not null);
            if (cached is not null) return cached;
            var (ids, factors) = await generation.ReadListenersAsync(number, cancellationToken);
            var block = new Block(ids, new FactorIndex([factors]));
            lock (_blocks)
            {
                if (_blocks[number] is null && block.Bytes <= _room)
                {
                    _room -= block.Bytes;
                    Volatile.Write(ref _blocks[number], block);
                }
            }

            return block;
        }
    }

    private sealed record Block(IdTable Ids, FactorIndex Vectors)
    {
        // A string has 22 bytes besides its characters, up to the next eight, and a reference to it.
        public long Bytes { get; } = Vectors.Bytes + Ids.Sum(id => 37L + 2 * id.Length);
    }
}
