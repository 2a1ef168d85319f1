using System.Numerics;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Neighbours;

/// <summary>
/// Finds, among many factors, those with the largest inner products or cosines with a vector: exactly, as a scan of all rows would,
/// scores that are equal included, of which the lower row stands first. Rows are held once, by falling length, so that a search for
/// inner products ends where no row left can be long enough. Scores are sums in the order of the factors, each step fused, so the
/// bytes are the same on every machine. NaN is never among them. Immutable, safe for concurrent use.
/// </summary>
public sealed class FactorIndex
{
    private const int BlockRows = BlockedMatrix.BlockRows;

    // So many vectors at once that they and their heaps stay in the second-level cache while the blocks pass by.
    private const int Batch = 64;

    // Blocks in which the rows to leave out are marked bit by bit; beyond them, each of the few rows found is looked up.
    private const int HeadBlocks = 128;

    private readonly BlockedMatrix _vectors;
    private readonly int[] _rows;
    private readonly int[] _positions;
    private readonly float[] _lengths;

    /// <summary>An index of the rows of some blocks of factors, numbered from the first of the first block on.</summary>
    /// <exception cref="ArgumentException">There are no blocks, or they differ in width.</exception>
    public FactorIndex(IReadOnlyList<FactorMatrix> blocks)
    {
        if (blocks.Count == 0) throw new ArgumentException("There is no block of factors to index.", nameof(blocks));
        Width = blocks[0].Width;
        Rows = 0;
        foreach (var block in blocks)
        {
            if (block.Width != Width) throw new ArgumentException($"Blocks of factors are {Width} and {block.Width} wide.", nameof(blocks));
            Rows = checked(Rows + block.Rows);
        }

        // Lengths are not negative, so their bits order as they do; what stands below them keeps equal lengths in the order of rows.
        var keys = new ulong[Rows];
        var row = 0;
        foreach (var block in blocks)
            for (var i = 0; i < block.Rows; i++, row++)
                keys[row] = (ulong)(uint.MaxValue - BitConverter.SingleToUInt32Bits(LengthRoundedUp(block[i]))) << 32 | (uint)row;
        Array.Sort(keys);

        _vectors = new BlockedMatrix(Rows, Width);
        _rows = Array.ConvertAll(keys, key => (int)(uint)key);
        _positions = new int[Rows];
        _lengths = new float[_vectors.Blocks * BlockRows];
        for (var position = 0; position < Rows; position++)
        {
            _positions[_rows[position]] = position;
            _lengths[position] = BitConverter.UInt32BitsToSingle(uint.MaxValue - (uint)(keys[position] >> 32));
        }

        row = 0;
        foreach (var block in blocks)
            for (var i = 0; i < block.Rows; i++) _vectors.Set(_positions[row++], block[i]);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Entries of a row.</summary>
    public int Width { get; }

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => sizeof(float) * ((long)_vectors.Blocks * BlockRows * (Width + 1) + 2L * Rows);

    /// <summary>Copies a row to a span of its width.</summary>
    public void CopyVector(int row, Span<float> target) => _vectors.CopyRow(_positions[row], target);

    /// <summary>The rows with the largest inner products with a vector, largest first.</summary>
    /// <param name="query">The vector.</param>
    /// <param name="count">How many rows at most.</param>
    /// <param name="excluded">Rows to leave out, rising.</param>
    /// <exception cref="ArgumentException">The vector has another width.</exception>
    public (float Score, long Row)[] Largest(ReadOnlySpan<float> query, int count, ReadOnlySpan<int> excluded) =>
        Largest(query, count, excluded, out _);

    /// <summary>As the other, and tells how many rows it looked at.</summary>
    public (float Score, long Row)[] Largest(ReadOnlySpan<float> query, int count, ReadOnlySpan<int> excluded, out int scored)
    {
        Check(query);
        var best = new TopRows(Math.Min(count, Rows));
        var limit = new Limit(query);
        Span<ulong> head = stackalloc ulong[HeadBlocks];
        Mark(excluded, head);
        Span<float> products = stackalloc float[BlockRows];
        var block = 0;
        for (; block < _vectors.Blocks && !limit.IsBelow(best.Threshold, _lengths[block * BlockRows]); block++)
        {
            BlockProduct.Multiply(query, _vectors.Block(block), products);
            Offer(products, block, best, excluded, head);
        }

        scored = Math.Min(Rows, block * BlockRows);
        return best.ToSortedArray();
    }

    /// <summary>
    /// <see cref="Largest(ReadOnlySpan{float}, int, ReadOnlySpan{int})"/> for each row of a matrix, to the same bytes but faster: a block
    /// of the index is loaded once for many of them.
    /// </summary>
    /// <param name="queries">The vectors.</param>
    /// <param name="count">How many rows at most for each.</param>
    /// <param name="excluded">Rows to leave out for each, rising.</param>
    /// <param name="maximumThreads">Threads to use; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">The vectors have another width, or there are not as many lists of rows to leave out.</exception>
    public (float Score, long Row)[][] LargestOfMany(
        FactorMatrix queries, int count, IReadOnlyList<ReadOnlyMemory<int>> excluded, int maximumThreads)
    {
        if (queries.Rows > 0) Check(queries[0]);
        if (excluded.Count != queries.Rows)
            throw new ArgumentException($"{queries.Rows} vectors have {excluded.Count} lists of rows to leave out.", nameof(excluded));
        var results = new (float, long)[queries.Rows][];
        var batches = (queries.Rows + Batch - 1) / Batch;
        Parallel.For(0, batches, new ParallelOptions { MaxDegreeOfParallelism = maximumThreads }, batch =>
            Search(queries, batch * Batch, Math.Min(Batch, queries.Rows - batch * Batch), count, excluded, results));
        return results;
    }

    /// <summary>
    /// The rows with the largest cosines with a vector, largest first. Rows of zeros have none, and neither has any row with a vector of
    /// zeros.
    /// </summary>
    /// <param name="query">The vector.</param>
    /// <param name="count">How many rows at most.</param>
    /// <param name="excluded">Rows to leave out, rising.</param>
    /// <exception cref="ArgumentException">The vector has another width.</exception>
    public (float Score, long Row)[] Nearest(ReadOnlySpan<float> query, int count, ReadOnlySpan<int> excluded)
    {
        Check(query);
        var best = new TopRows(Math.Min(count, Rows));
        var length = LengthRoundedUp(query);
        Span<ulong> head = stackalloc ulong[HeadBlocks];
        Mark(excluded, head);
        Span<float> cosines = stackalloc float[BlockRows];
        for (var block = 0; block < _vectors.Blocks; block++)
        {
            BlockProduct.Multiply(query, _vectors.Block(block), cosines);
            BlockProduct.Divide(cosines, length, _lengths.AsSpan(block * BlockRows, BlockRows)); // 0 / 0 is NaN, which is not taken
            Offer(cosines, block, best, excluded, head);
        }

        return best.ToSortedArray();
    }

    private static float LengthRoundedUp(ReadOnlySpan<float> vector)
    {
        var sum = 0.0;
        foreach (var entry in vector) sum += (double)entry * entry;
        var length = Math.Sqrt(sum);
        var rounded = (float)length;
        return rounded < length ? MathF.BitIncrement(rounded) : rounded;
    }

    /// <summary>Searches for a batch of vectors: those that are not at their end yet go through each block, four at a time.</summary>
    private void Search(
        FactorMatrix queries, int first, int length, int count, IReadOnlyList<ReadOnlyMemory<int>> excluded, (float, long)[][] results)
    {
        var best = new TopRows[length];
        var limits = new Limit[length];
        var open = new int[length];
        var heads = new ulong[length * HeadBlocks];
        for (var i = 0; i < length; i++)
        {
            best[i] = new TopRows(Math.Min(count, Rows));
            limits[i] = new Limit(queries[first + i]);
            open[i] = i;
            Mark(excluded[first + i].Span, Head(i));
        }

        Span<float> products = stackalloc float[4 * BlockRows];
        for (int block = 0, left = length; block < _vectors.Blocks; block++)
        {
            var going = 0;
            for (var i = 0; i < left; i++)
                if (!limits[open[i]].IsBelow(best[open[i]].Threshold, _lengths[block * BlockRows])) open[going++] = open[i];
            left = going;
            if (left == 0) break;
            for (var i = 0; i < left; i += 4)
            {
                // Where there are not four left, the last one goes in again, and is taken once.
                int Query(int k) => first + open[Math.Min(i + k, left - 1)];
                BlockProduct.MultiplyFour(
                    queries[Query(0)], queries[Query(1)], queries[Query(2)], queries[Query(3)], _vectors.Block(block), products);
                for (var k = 0; k < Math.Min(4, left - i); k++)
                {
                    var query = open[i + k];
                    var beyond = block < HeadBlocks ? [] : excluded[first + query].Span;
                    Offer(products.Slice(k * BlockRows, BlockRows), block, best[query], beyond, Head(query));
                }
            }
        }

        for (var i = 0; i < length; i++) results[first + i] = best[i].ToSortedArray();

        Span<ulong> Head(int i) => heads.AsSpan(i * HeadBlocks, HeadBlocks);
    }

    /// <summary>Marks the rows to leave out among those of the first blocks, where nearly all of a search happens.</summary>
    private void Mark(ReadOnlySpan<int> excluded, Span<ulong> head)
    {
        foreach (var row in excluded)
        {
            var position = _positions[row];
            if (position < HeadBlocks * BlockRows) head[position / BlockRows] |= 1UL << (position % BlockRows);
        }
    }

    private void Offer(ReadOnlySpan<float> scores, int block, TopRows best, ReadOnlySpan<int> excluded, ReadOnlySpan<ulong> head)
    {
        var start = block * BlockRows;
        var reached = BlockProduct.AtLeast(scores, best.Threshold);
        if (block < HeadBlocks) reached &= ~head[block];
        if (Rows - start < BlockRows) reached &= (1UL << (Rows - start)) - 1; // not the zeros that fill up the last block
        for (; reached != 0; reached &= reached - 1)
        {
            var i = BitOperations.TrailingZeroCount(reached);
            var row = _rows[start + i];
            if (block < HeadBlocks || excluded.BinarySearch(row) < 0) best.Add(scores[i], row);
        }
    }

    private void Check(ReadOnlySpan<float> query)
    {
        if (query.Length != Width)
            throw new ArgumentException($"The vector has {query.Length} entries, those of the index {Width}: take both from one model.");
    }

    /// <summary>
    /// What no score of a vector is above. With u = 2^-24 and n factors, a sum of n fused steps, each of which rounds once, differs from
    /// the true product by at most n u / (1 - n u) times the sum over i of |q_i y_i|, and by 2^-150 a step more where numbers are too
    /// small to have all their digits; that sum, and the true product, are at most |q| |y| (Cauchy-Schwarz). So a score is at most
    /// |q| |y| (1 + n u / (1 - n u)) + n 2^-150, and n u / (1 - n u) is below n 2^-23 as long as n is below 2^22. The lengths are computed
    /// in double and rounded up to float; what double arithmetic loses on the way, some n 2^-53, is far within the rest. A sum that
    /// overflows has a bound beyond the largest float, which then counts as infinite too.
    /// </summary>
    private readonly struct Limit(ReadOnlySpan<float> query)
    {
        private readonly double _factor = LengthRoundedUp(query) * (1 + query.Length * Math.Pow(2, -23));
        private readonly double _rest = query.Length * Math.Pow(2, -149);

        /// <summary>Whether all rows of at most a length score below a threshold; not so where NaN or infinity is about.</summary>
        public bool IsBelow(float threshold, float length)
        {
            var most = _factor * length + _rest;
            return most < threshold && most <= float.MaxValue;
        }
    }
}
