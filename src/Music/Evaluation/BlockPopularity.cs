using Mixtape.Numerics;

namespace Mixtape.Music.Evaluation;

/// <summary>
/// The tracks of one block by popularity: more listeners first, and of equals the lower row. Sorted once, so that where a track
/// stands is a matter of a binary search for each listener. Immutable, safe for concurrent use.
/// </summary>
internal sealed class BlockPopularity
{
    private readonly int _block;
    private readonly int[] _listeners;
    private readonly int[] _order;

    public BlockPopularity(int block, int[] listeners)
    {
        _block = block;
        _listeners = listeners;
        var keys = new long[listeners.Length];
        for (var row = 0; row < keys.Length; row++) keys[row] = (long)(int.MaxValue - listeners[row]) << 32 | (uint)row;
        Array.Sort(keys);
        _order = Array.ConvertAll(keys, key => (int)(uint)key);
    }

    /// <summary>How many listeners a track has, as a score.</summary>
    public float Score(int row) => _listeners[row];

    /// <summary>How many tracks of the block stand above a track of whichever block.</summary>
    public long Above(float score, long key)
    {
        var (low, high) = (0, _order.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var row = _order[middle];
            if (Score(row) > score || (Score(row) == score && TrackKey.Of(_block, row) < key)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Offers the block's best tracks that are not known and have a listener, as many as a list can hold.</summary>
    /// <param name="best">The list.</param>
    /// <param name="known">Rows of the block that are known, rising.</param>
    public void Offer(TopK best, ReadOnlySpan<int> known)
    {
        var offered = 0;
        foreach (var row in _order)
        {
            if (_listeners[row] == 0 || offered == RankingSums.Depth) return;
            if (known.BinarySearch(row) >= 0) continue;
            best.Add(Score(row), TrackKey.Of(_block, row));
            offered++;
        }
    }
}
