namespace Mixtape.Numerics;

/// <summary>
/// Keeps the k best of a stream of scored rows: higher score first, and the lower row among equals, so that the result
/// does not depend on the order of arrival. NaN scores are not taken. Not safe for concurrent use.
/// </summary>
public sealed class TopK
{
    private readonly (float Score, long Row)[] _heap;

    /// <summary>Keeps at most <paramref name="k"/> rows.</summary>
    public TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        _heap = new (float, long)[k];
    }

    /// <summary>How many rows are kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Offers a row. O(1) for one that is not good enough, O(log k) otherwise.</summary>
    public void Add(float score, long row)
    {
        if (float.IsNaN(score)) return;
        if (Count < _heap.Length)
        {
            _heap[Count] = (score, row);
            SiftUp(Count++);
        }
        else if (_heap.Length > 0 && IsWorse(_heap[0], (score, row)))
        {
            _heap[0] = (score, row);
            SiftDown();
        }
    }

    /// <summary>The kept rows, best first. The collection itself is unchanged.</summary>
    public (float Score, long Row)[] ToSortedArray()
    {
        var sorted = _heap.AsSpan(0, Count).ToArray();
        Array.Sort(sorted, static (a, b) => IsWorse(a, b) ? 1 : IsWorse(b, a) ? -1 : 0);
        return sorted;
    }

    private static bool IsWorse((float Score, long Row) a, (float Score, long Row) b) =>
        a.Score != b.Score ? a.Score < b.Score : a.Row > b.Row;

    private void SiftUp(int child)
    {
        while (child > 0)
        {
            var parent = (child - 1) / 2;
            if (!IsWorse(_heap[child], _heap[parent])) return;
            (_heap[child], _heap[parent]) = (_heap[parent], _heap[child]);
            child = parent;
        }
    }

    private void SiftDown()
    {
        var parent = 0;
        while (2 * parent + 1 < Count)
        {
            var child = 2 * parent + 1;
            if (child + 1 < Count && IsWorse(_heap[child + 1], _heap[child])) child++;
            if (!IsWorse(_heap[child], _heap[parent])) return;
            (_heap[child], _heap[parent]) = (_heap[parent], _heap[child]);
            parent = child;
        }
    }
}
