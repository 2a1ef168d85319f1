using Mixtape.Music.Neighbours;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Neighbours;

public sealed class LargestConformanceTests : ProductConformance
{
    internal override (float Score, long Row)[] Search(FactorMatrix[] blocks, float[] query, int count, int[] excluded) =>
        new FactorIndex(blocks).Largest(query, count, excluded);
}

public sealed class LargestOfManyConformanceTests : ProductConformance
{
    /// <summary>The vector among others, which stop elsewhere and leave out other rows.</summary>
    internal override (float Score, long Row)[] Search(FactorMatrix[] blocks, float[] query, int count, int[] excluded)
    {
        var random = new SeededRandom(8);
        var (before, after) = (random.Next(140), random.Next(6));
        var queries = new FactorMatrix(before + 1 + after, query.Length);
        for (var i = 0; i < queries.Rows; i++)
            for (var j = 0; j < query.Length; j++) queries[i][j] = i == before ? query[j] : (float)random.NextGaussian();
        var lists = Enumerable.Range(0, queries.Rows)
            .Select(i => new ReadOnlyMemory<int>(i == before ? excluded : [.. excluded.Where(row => row % 2 == i % 2)])).ToArray();
        return new FactorIndex(blocks).LargestOfMany(queries, count, lists, 2)[before];
    }
}

public sealed class NearestConformanceTests : NeighbourIndexConformance
{
    internal override (float Score, long Row)[] Search(FactorMatrix[] blocks, float[] query, int count, int[] excluded) =>
        new FactorIndex(blocks).Nearest(query, count, excluded);

    internal override float Score(float[] query, float[] row) => ProductConformance.Sum(query, row) / Length(query) / Length(row);

    private static float Length(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(entry => (double)entry * entry));
        return (float)length < length ? MathF.BitIncrement((float)length) : (float)length;
    }
}

public abstract class ProductConformance : NeighbourIndexConformance
{
    internal static float Sum(float[] query, float[] row)
    {
        var sum = 0f;
        for (var i = 0; i < row.Length; i++) sum = MathF.FusedMultiplyAdd(query[i], row[i], sum);
        return sum;
    }

    internal override float Score(float[] query, float[] row) => Sum(query, row);
}

public sealed class FactorIndexTests
{
    private const int Rows = 20_000;

    [Fact]
    public void Largest_OfRowsThatDifferInLength_LooksAtFew()
    {
        var index = new FactorIndex([Skewed()]);
        var query = new float[16];
        query[0] = 1;

        var found = index.Largest(query, 10, [], out var scored);

        Assert.Equal(10, found.Length);
        Assert.InRange(scored, 10, Rows / 20);
        Assert.Equal(0, scored % BlockedMatrix.BlockRows);
    }

    [Fact]
    public void Largest_RowsExcludedFarDownTheIndex_AreLeftOut()
    {
        var index = new FactorIndex([Skewed()]);
        var query = new float[16];
        Array.Fill(query, 0.25f);
        var all = index.Largest(query, Rows, []);
        int[] excluded = [.. all.Where((_, i) => i % 3 > 0).Select(entry => (int)entry.Row).Order()];

        var found = index.Largest(query, Rows, excluded);

        Assert.Equal(all.Where((_, i) => i % 3 == 0), found);
    }

    [Fact]
    public void LargestOfMany_AnyNumberOfThreads_SameBytes()
    {
        var index = new FactorIndex([Skewed()]);
        var random = new SeededRandom(9);
        var queries = new FactorMatrix(700, 16);
        foreach (ref var entry in queries.Data) entry = (float)random.NextGaussian();
        var excluded = Enumerable.Range(0, queries.Rows)
            .Select(i => new ReadOnlyMemory<int>([.. Enumerable.Range(0, 50).Select(j => j * (i % 7 + 1))])).ToArray();

        var one = index.LargestOfMany(queries, 25, excluded, 1);
        var many = index.LargestOfMany(queries, 25, excluded, 5);

        Assert.Equal(one, many);
        for (var i = 0; i < queries.Rows; i++) Assert.Equal(index.Largest(queries[i], 25, excluded[i].Span), one[i]);
    }

    [Fact]
    public void LargestOfMany_NoVectors_IsEmpty() =>
        Assert.Empty(new FactorIndex([Skewed()]).LargestOfMany(new FactorMatrix(0, 16), 3, [], 2));

    [Fact]
    public void LargestOfMany_ListsThatAreNotAsMany_Throws() =>
        Assert.Throws<ArgumentException>(() => new FactorIndex([Skewed()]).LargestOfMany(new FactorMatrix(2, 16), 3, [default], 2));

    [Fact]
    public void CopyVector_EveryRow_IsTheOneThatWentIn()
    {
        var (first, second) = (Skewed(), new FactorMatrix(3, 16));
        second[1][4] = 7;
        var index = new FactorIndex([first, second]);
        var vector = new float[16];

        for (var row = 0; row < index.Rows; row++)
        {
            index.CopyVector(row, vector);
            Assert.Equal((row < Rows ? first[row] : second[row - Rows]).ToArray(), vector);
        }
    }

    [Fact]
    public void Nearest_ToARowItself_IsThatRow()
    {
        var index = new FactorIndex([Skewed()]);
        var vector = new float[16];
        foreach (var row in new[] { 0, 17, Rows - 1 })
        {
            index.CopyVector(row, vector);
            var (score, nearest) = index.Nearest(vector, 1, [])[0];
            Assert.Equal(row, nearest);
            Assert.Equal(1, score, 1e-6f);
        }
    }

    [Fact]
    public void Constructor_NoBlocksOrUnequalWidths_Throws()
    {
        Assert.Throws<ArgumentException>(() => new FactorIndex([]));
        Assert.Throws<ArgumentException>(() => new FactorIndex([new FactorMatrix(1, 2), new FactorMatrix(1, 3)]));
    }

    /// <summary>Rows whose lengths fall as those of trained tracks do: a few are long.</summary>
    private static FactorMatrix Skewed()
    {
        var random = new SeededRandom(10);
        var rows = new FactorMatrix(Rows, 16);
        for (var row = 0; row < Rows; row++)
        {
            var length = 1 / (1 + random.Next(Rows) / 10.0);
            foreach (ref var entry in rows[row]) entry = (float)(random.NextGaussian() * length);
        }

        return rows;
    }
}
