using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Neighbours;

/// <summary>What every index of neighbours must do: answer as a naive scan of all rows with <see cref="TopK"/> does.</summary>
public abstract class NeighbourIndexConformance
{
    /// <summary>The best rows for a vector, best first; <paramref name="excluded"/> rises.</summary>
    internal abstract (float Score, long Row)[] Search(FactorMatrix[] blocks, float[] query, int count, int[] excluded);

    /// <summary>The score of a row for a vector, in plain arithmetic; NaN where it has none.</summary>
    internal abstract float Score(float[] query, float[] row);

    public static TheoryData<int> Widths => [.. Enumerable.Range(1, 130)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Search_AnyWidthWithSkewedLengths_IsTheNaiveScan(int width)
    {
        var random = new SeededRandom((ulong)width);
        for (var round = 0; round < 4; round++)
        {
            var rows = Enumerable.Range(0, 1 + random.Next(400))
                .Select(_ => Vector(random, width, Math.Exp(-3 * random.NextDouble()))).ToArray();
            var excluded = Enumerable.Range(0, rows.Length).Where(_ => random.Next(5) == 0).ToArray();
            Check(rows, Vector(random, width, 1), 1 + random.Next(40), excluded, random);
        }
    }

    [Fact]
    public void Search_ManyEqualScores_TakesTheLowerRows()
    {
        var random = new SeededRandom(1);
        for (var round = 0; round < 50; round++)
        {
            // Few whole entries: scores are exact, and most of them several rows'. Rows of zeros are among them.
            var rows = Enumerable.Range(0, 300).Select(_ => Array.ConvertAll(new float[3], _ => (float)random.Next(3) - 1)).ToArray();
            var query = Array.ConvertAll(new float[3], _ => (float)random.Next(3) - 1);
            Check(rows, query, 1 + random.Next(120), [], random);
        }
    }

    [Fact]
    public void Search_RowsAllTheSame_TakesTheFirst()
    {
        var rows = Enumerable.Range(0, 200).Select(_ => new float[] { 3, -1, 0.3f }).ToArray();
        Check(rows, [1, 2, 3], 70, [0, 1, 63, 64, 66], new SeededRandom(2));
    }

    [Fact]
    public void Search_NoRows_FindsNothing()
    {
        Assert.Empty(Search([new FactorMatrix(0, 3)], [1, 2, 3], 5, []));
        Assert.Empty(Search([new FactorMatrix(0, 3), new FactorMatrix(0, 3)], [1, 2, 3], 0, []));
    }

    [Fact]
    public void Search_EverythingExcludedOrNothingWanted_FindsNothing()
    {
        var rows = Enumerable.Range(0, 100).Select(i => new[] { 1f, i }).ToArray();
        Assert.Empty(Search(Blocks(rows, new SeededRandom(3)), [1, 1], 5, [.. Enumerable.Range(0, 100)]));
        Assert.Empty(Search(Blocks(rows, new SeededRandom(3)), [1, 1], 0, []));
    }

    [Fact]
    public void Search_MoreThanThereIs_FindsAll()
    {
        var random = new SeededRandom(4);
        var rows = Enumerable.Range(0, 77).Select(_ => Vector(random, 5, 1)).ToArray();
        Check(rows, Vector(random, 5, 1), int.MaxValue, [], random);
    }

    [Fact]
    public void Search_RowOrVectorOfZeros_IsTheNaiveScan()
    {
        var random = new SeededRandom(5);
        var rows = Enumerable.Range(0, 150).Select(i => i % 3 == 0 ? new float[9] : Vector(random, 9, 1)).ToArray();
        Check(rows, Vector(random, 9, 1), 140, [], random);
        Check(rows, new float[9], 140, [], random);
    }

    [Theory]
    [InlineData(1e-22)]
    [InlineData(1e-38)]
    [InlineData(1e-44)]
    [InlineData(1e18)]
    [InlineData(1e37)]
    public void Search_TinyAndHugeNumbers_IsTheNaiveScanWithoutNan(double scale)
    {
        var random = new SeededRandom(6);
        for (var round = 0; round < 20; round++)
        {
            var rows = Enumerable.Range(0, 200).Select(_ => Vector(random, 24, scale * Math.Exp(-3 * random.NextDouble()))).ToArray();
            Check(rows, Vector(random, 24, scale), 20, [], random);
        }
    }

    [Fact]
    public void Search_NanAndInfinity_NeverGiveANanScore()
    {
        var random = new SeededRandom(7);
        foreach (var odd in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var rows = Enumerable.Range(0, 150).Select(_ => Vector(random, 6, 1)).ToArray();
            rows[70][2] = rows[149][0] = odd;
            Check(rows, Vector(random, 6, 1), 20, [], random);
            Check(rows, [1, 0, 0, 0, 0, odd], 20, [], random);
        }
    }

    [Fact]
    public void Search_VectorOfAnotherWidth_Throws() =>
        Assert.Throws<ArgumentException>(() => Search([new FactorMatrix(3, 4)], [1, 2, 3], 1, []));

    private void Check(float[][] rows, float[] query, int count, int[] excluded, SeededRandom random)
    {
        var naive = new TopK(Math.Min(count, rows.Length));
        for (var row = 0; row < rows.Length; row++)
            if (!excluded.Contains(row)) naive.Add(Score(query, rows[row]), row);

        var found = Search(Blocks(rows, random), query, count, excluded);

        Assert.Equal(naive.ToSortedArray(), found);
        Assert.DoesNotContain(found, entry => float.IsNaN(entry.Score));
    }

    /// <summary>The rows in blocks of any sizes, some of them empty.</summary>
    private static FactorMatrix[] Blocks(float[][] rows, SeededRandom random)
    {
        var blocks = new List<FactorMatrix>();
        for (var start = 0; start < rows.Length;)
        {
            var block = new FactorMatrix(random.Next(rows.Length - start + 1), rows[0].Length);
            for (var i = 0; i < block.Rows; i++) rows[start++].CopyTo(block[i]);
            blocks.Add(block);
        }

        return [.. blocks];
    }

    private static float[] Vector(SeededRandom random, int width, double scale) =>
        Array.ConvertAll(new float[width], _ => (float)(random.NextGaussian() * scale));
}
