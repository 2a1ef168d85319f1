namespace Mixtape.Numerics;

/// <summary>
/// <see cref="TopK"/> for rows that are 32-bit numbers, to the same result: score and row are one 64-bit key, whose comparison is a
/// single instruction, so that a search is not mostly bookkeeping. Not safe for concurrent use.
/// </summary>
public sealed class TopRows
{
    // A heap of keys, the worst on top. A key's upper half orders as its score does, its lower half is the inverted row.
    private readonly ulong[] _heap;
    private int _count;

    /// <summary>Keeps at most <paramref name="k"/> rows.</summary>
    public TopRows(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        _heap = new ulong[k];
        Threshold = k == 0 ? float.NaN : float.NegativeInfinity;
    }

    /// <summary>
    /// A row is taken only where its score is at least this: the worst that is kept, once k are; NaN where none ever is.
    /// </summary>
    public float Threshold { get; private set; }

    /// <summary>Offers a row, not negative. NaN scores are not taken.</summary>
    public void Add(float score, int row)
    {
        if (!(score >= Threshold)) return;
        var key = Key(score, row);
        if (_count < _heap.Length)
        {
            SiftUp(key, _count++);
            if (_count < _heap.Length) return;
        }
        else
        {
            if (key <= _heap[0]) return;
            SiftDown(key);
        }

        Threshold = Score(_heap[0]);
    }

    /// <summary>The kept rows, best first. The collection itself is unchanged.</summary>
    public (float Score, long Row)[] ToSortedArray()
    {
        var keys = _heap.AsSpan(0, _count).ToArray();
        Array.Sort(keys);
        var rows = new (float, long)[keys.Length];
        for (var i = 0; i < rows.Length; i++) rows[^(i + 1)] = (Score(keys[i]), (int)~(uint)keys[i]);
        return rows;
    }

    /// <summary>Flips what makes the bits of floats, as unsigned numbers, order otherwise than the floats do.</summary>
    private static ulong Key(float score, int row)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f); // negative zero is zero
        return (ulong)(bits ^ ((uint)((int)bits >> 31) | 0x8000_0000)) << 32 | ~(uint)row;
    }

    private static float Score(ulong key)
    {
        var bits = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle(bits ^ (~(uint)((int)bits >> 31) | 0x8000_0000));
    }

    private void SiftUp(ulong key, int child)
    {
        while (child > 0)
        {
            var parent = (child - 1) / 2;
            if (_heap[parent] <= key) break;
            _heap[child] = _heap[parent];
            child = parent;
        }

        _heap[child] = key;
    }

    private void SiftDown(ulong key)
    {
        var heap = _heap;
        var parent = 0;
        var child = 1;
        while (child < heap.Length)
        {
            if (child + 1 < heap.Length) child += heap[child + 1] < heap[child] ? 1 : 0;
            if (key <= heap[child]) break;
            heap[parent] = heap[child];
            parent = child;
            child = 2 * parent + 1;
        }

        heap[parent] = key;
    }
}
