namespace Mixtape.Music.Evaluation;

/// <summary>
/// Counts for each of some entries how many of a stream of others stand above it: a higher score, or of equal scores the lower
/// key. O(log entries) for each of the stream, and O(1) for one that stands below all. Not safe for concurrent use.
/// </summary>
internal sealed class RankCounter
{
    private readonly float[] _scores; // best first
    private readonly long[] _keys;
    private readonly int[] _places; // where each entry stands, in the order given
    private readonly long[] _above; // those above this entry, but not above the one before it

    public RankCounter(ReadOnlySpan<(float Score, long Key)> entries)
    {
        var order = new int[entries.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var given = entries.ToArray();
        Array.Sort(order, (a, b) => IsAbove(given[a].Score, given[a].Key, given[b].Score, given[b].Key) ? -1 : a == b ? 0 : 1);
        _scores = Array.ConvertAll(order, i => given[i].Score);
        _keys = Array.ConvertAll(order, i => given[i].Key);
        _places = new int[order.Length];
        for (var place = 0; place < order.Length; place++) _places[order[place]] = place;
        _above = new long[order.Length];
    }

    /// <summary>Adds one of the stream; one of the entries themselves is not above itself.</summary>
    public void Add(float score, long key)
    {
        var last = _scores.Length - 1;
        if (last < 0 || !IsAbove(score, key, _scores[last], _keys[last])) return;
        var (low, high) = (0, last); // the first entry that it stands above is in low..high
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsAbove(score, key, _scores[middle], _keys[middle])) high = middle;
            else low = middle + 1;
        }

        _above[low]++;
    }

    /// <summary>How many stand above each entry, in the order that the entries were given in.</summary>
    public long[] ToRanks()
    {
        var ranks = new long[_above.Length];
        long sum = 0;
        for (var place = 0; place < ranks.Length; place++) ranks[place] = sum += _above[place];
        return Array.ConvertAll(_places, place => ranks[place]);
    }

    private static bool IsAbove(float score, long key, float otherScore, long otherKey) =>
        score > otherScore || (score == otherScore && key < otherKey);
}
