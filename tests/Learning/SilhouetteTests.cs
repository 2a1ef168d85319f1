using Mixtape.Numerics;

namespace Mixtape.Learning.Tests;

public sealed class SilhouetteTests
{
    [Fact]
    public void Mean_OfFourPointsOnALine_IsTheFormulas()
    {
        // 0 and 1 against 4 and 6: a = 1, 1, 2, 2 and b = 5, 4, 3.5, 5.5.
        var points = Line(0, 1, 4, 6);
        var expected = ((5 - 1) / 5.0 + (4 - 1) / 4.0 + (3.5 - 2) / 3.5 + (5.5 - 2) / 5.5) / 4;
        Assert.Equal(expected, Silhouette.Mean(points, [0, 0, 1, 1]), 1e-12);
    }

    [Fact]
    public void Mean_OfWrongClusters_IsNegative() => Assert.True(Silhouette.Mean(Line(0, 0.1f, 5, 5.1f), [0, 1, 0, 1]) < -0.4);

    [Fact]
    public void Mean_OfOneClusterOrSinglePoints_IsZero()
    {
        Assert.Equal(0, Silhouette.Mean(Line(1, 2, 3), [0, 0, 0]));
        Assert.Equal(0, Silhouette.Mean(Line(1, 2, 3), [0, 1, 2]));
        Assert.Equal(0, Silhouette.Mean(Line(), []));
        Assert.Equal(0, Silhouette.Mean(Line(2, 2, 2, 2), [0, 0, 1, 1])); // nothing tells these clusters apart
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Choose_AmongRoundClusters_FindsHowManyThereAre(int clusters)
    {
        var points = Clouds(clusters, each: 60, seed: 4);
        var (best, tried) = ClusterCount.Choose(
            points, Enumerable.Range(2, 7), new KMeansOptions { Clusters = 1, Seed = 7 }, sample: 150,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(clusters, best.Centroids.Rows);
        Assert.Equal(Enumerable.Range(2, 7), tried.Select(count => count.Clusters));
        Assert.Equal(tried.Max(count => count.Silhouette), tried.Single(count => count.Clusters == clusters).Silhouette);
    }

    [Fact]
    public void Choose_WithAnyThreads_IsTheSame()
    {
        var points = Clouds(4, each: 40, seed: 9);
        var results = new[] { 1, 3 }.Select(threads => ClusterCount.Choose(
            points, [2, 4, 6, 1_000], new KMeansOptions { Clusters = 1, Threads = threads }, sample: 50)).ToArray();
        Assert.Equal(results[0].Best.Assignment, results[1].Best.Assignment);
        Assert.Equal(results[0].Tried, results[1].Tried);
    }

    [Fact]
    public void Choose_FromMoreStarts_FindsTighterClusters()
    {
        var points = Clouds(12, each: 20, seed: 3);
        var inertia = new[] { 1, 4, 16 }.Select(starts => ClusterCount.Choose(
            points, [12], new KMeansOptions { Clusters = 1 }, starts: starts).Best.Inertia).ToArray();
        Assert.Equal(inertia.OrderDescending(), inertia);
        Assert.InRange(inertia[2], 0, 0.96 * inertia[0]); // from the first seed alone, some clouds share a cluster
    }

    [Fact]
    public void Choose_WithFewerPointsThanClusters_SaysSo() => Assert.Throws<ArgumentException>(
        () => ClusterCount.Choose(Line(1, 2), [3, 4], new KMeansOptions { Clusters = 1 }));

    private static FactorMatrix Line(params float[] places)
    {
        var points = new FactorMatrix(places.Length, 1);
        for (var i = 0; i < places.Length; i++) points[i][0] = places[i];
        return points;
    }

    private static FactorMatrix Clouds(int clouds, int each, ulong seed)
    {
        var random = new SeededRandom(seed);
        var points = new FactorMatrix(clouds * each, 8);
        for (var row = 0; row < points.Rows; row++)
        {
            for (var i = 0; i < 8; i++) points[row][i] = (float)((i == row % clouds ? 6 : 0) + 0.7 * random.NextGaussian());
        }

        return points;
    }
}
