using Mixtape.Numerics;

namespace Mixtape.Learning.Tests;

public sealed class KMeansTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cluster_PlantedBlobs_AreRecovered(ulong seed)
    {
        const int Blobs = 8, PerBlob = 50;
        var points = Planted(Blobs, PerBlob, width: 6, spread: 0.3, seed);

        var result = KMeans.Cluster(points, new KMeansOptions { Clusters = Blobs, Seed = seed });

        // k-means++ seeds one of each blob so far apart; each blob is then one cluster, and no two share one.
        var clusters = Enumerable.Range(0, Blobs).Select(blob => result.Assignment[blob * PerBlob]).ToArray();
        Assert.Equal(Blobs, clusters.Distinct().Count());
        for (var row = 0; row < points.Rows; row++) Assert.Equal(clusters[row / PerBlob], result.Assignment[row]);
        Assert.InRange(result.Inertia, 0.8 * 6 * 0.09 * points.Rows, 1.2 * 6 * 0.09 * points.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    public void Cluster_Result_IsConsistent(int clusters)
    {
        var points = Noise(500, 5, 4);
        var result = KMeans.Cluster(points, new KMeansOptions { Clusters = clusters });

        double inertia = 0;
        for (var row = 0; row < points.Rows; row++)
        {
            var distances = Enumerable.Range(0, clusters)
                .Select(cluster => SquaredDistance(points[row], result.Centroids[cluster])).ToArray();
            Assert.Equal(Array.IndexOf(distances, distances.Min()), result.Assignment[row]);
            inertia += distances.Min();
        }

        Assert.Equal(inertia, result.Inertia, 1e-9 * inertia);
        Assert.Equal(clusters, result.Assignment.Distinct().Count());
    }

    [Fact]
    public void Cluster_MoreIterations_NeverRaiseTheInertia()
    {
        var points = Noise(2_000, 8, 5);
        var before = double.PositiveInfinity;
        for (var iterations = 1; iterations <= 25; iterations++)
        {
            var result = KMeans.Cluster(points, new KMeansOptions { Clusters = 12, MaximumIterations = iterations, Tolerance = 0 });
            Assert.True(result.Inertia <= before, $"{before} rose to {result.Inertia} in iteration {iterations}.");
            Assert.InRange(result.Iterations, 1, iterations);
            before = result.Inertia;
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Cluster_AnyNumberOfThreads_SameBits(int threads)
    {
        var points = Noise(5_000, 10, 6); // several blocks of rows
        var options = new KMeansOptions { Clusters = 9, MaximumIterations = 10 };
        var one = KMeans.Cluster(points, options);
        var many = KMeans.Cluster(points, options with { Threads = threads });

        Assert.Equal(one.Assignment, many.Assignment);
        Assert.True(one.Centroids.Data.SequenceEqual(many.Centroids.Data));
        Assert.Equal(one.Inertia, many.Inertia);
    }

    [Fact]
    public void Cluster_OneCluster_IsTheMean()
    {
        var points = Noise(101, 3, 7);
        var result = KMeans.Cluster(points, new KMeansOptions { Clusters = 1 });
        for (var column = 0; column < 3; column++)
            Assert.Equal(Enumerable.Range(0, 101).Average(row => points[row][column]), result.Centroids[0][column], 1e-6);
    }

    [Fact]
    public void Cluster_AsManyAsPoints_EachIsItsOwn()
    {
        var points = Noise(40, 3, 8);
        var result = KMeans.Cluster(points, new KMeansOptions { Clusters = 40 });
        Assert.Equal(40, result.Assignment.Distinct().Count());
        Assert.Equal(0, result.Inertia);
    }

    [Fact]
    public void Cluster_PointsAllTheSame_HaveNoInertia()
    {
        var points = new FactorMatrix(20, 4);
        for (var row = 0; row < 20; row++) points[row].Fill(3);
        var result = KMeans.Cluster(points, new KMeansOptions { Clusters = 5 });
        Assert.Equal(0, result.Inertia);
        Assert.All(Enumerable.Range(0, 5), cluster => Assert.Equal([3, 3, 3, 3], result.Centroids[cluster].ToArray()));
    }

    [Fact]
    public void Cluster_FewDistinctPointsManyTimes_FindsEach()
    {
        var points = new FactorMatrix(300, 1);
        for (var row = 0; row < 300; row++) points[row][0] = row % 3 * 10;
        for (ulong seed = 1; seed < 20; seed++)
        {
            var result = KMeans.Cluster(points, new KMeansOptions { Clusters = 3, Seed = seed });
            Assert.Equal(0, result.Inertia);
            Assert.Equal(3, result.Assignment.Distinct().Count());
        }
    }

    [Fact]
    public void Cluster_WhatCannotBe_Throws()
    {
        Assert.Throws<ArgumentException>(() => KMeans.Cluster(new FactorMatrix(2, 1), new KMeansOptions { Clusters = 3 }));
        var points = new FactorMatrix(2, 1);
        points[1][0] = float.NaN;
        Assert.Throws<ArgumentException>(() => KMeans.Cluster(points, new KMeansOptions { Clusters = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeansOptions { Clusters = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeansOptions { Clusters = 1, MaximumIterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeansOptions { Clusters = 1, Tolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeansOptions { Clusters = 1, Threads = 0 });
        Assert.ThrowsAny<OperationCanceledException>(
            () => KMeans.Cluster(new FactorMatrix(2, 1), new KMeansOptions { Clusters = 1 }, new CancellationToken(canceled: true)));
    }

    /// <summary>Blobs around centres that lie ten apart on the axes and their negatives, blob by blob.</summary>
    private static FactorMatrix Planted(int blobs, int perBlob, int width, double spread, ulong seed)
    {
        var random = new SeededRandom(seed);
        var points = new FactorMatrix(blobs * perBlob, width);
        for (var row = 0; row < points.Rows; row++)
        {
            for (var i = 0; i < width; i++) points[row][i] = (float)(spread * random.NextGaussian());
            var blob = row / perBlob;
            points[row][blob % width] += blob < width ? 10 : -10;
        }

        return points;
    }

    private static FactorMatrix Noise(int rows, int width, ulong seed)
    {
        var random = new SeededRandom(seed);
        var points = new FactorMatrix(rows, width);
        for (var row = 0; row < rows; row++)
            for (var i = 0; i < width; i++) points[row][i] = (float)random.NextGaussian();
        return points;
    }

    private static double SquaredDistance(Span<float> x, Span<float> y)
    {
        double sum = 0;
        for (var i = 0; i < x.Length; i++) sum += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        return sum;
    }
}
