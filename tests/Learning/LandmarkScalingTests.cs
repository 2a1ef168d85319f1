using Mixtape.Numerics;

namespace Mixtape.Learning.Tests;

public sealed class LandmarkScalingTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(12)]
    [InlineData(3)]
    public void Place_OfAPlaneInSpace_KeepsAllDistances(int landmarks)
    {
        var points = Plane(rows: 150);
        var places = LandmarkScaling.Place(points, 2, landmarks);
        for (var i = 0; i < points.Rows; i += 7)
        {
            for (var j = 0; j < i; j += 5) Assert.Equal(Distance(points[i], points[j]), Distance(places[i], places[j]), 1e-4);
        }
    }

    [Fact]
    public void Place_InMoreDimensionsThanNeeded_LeavesThemZero()
    {
        var places = LandmarkScaling.Place(Plane(rows: 40), 5);
        for (var row = 0; row < places.Rows; row++) Assert.Equal([0, 0, 0], places[row][2..].ToArray());
    }

    [Fact]
    public void Place_OfCloudsInManyDimensions_KeepsNeighboursTogether()
    {
        var random = new SeededRandom(3);
        var points = new FactorMatrix(300, 20);
        for (var row = 0; row < points.Rows; row++)
        {
            for (var i = 0; i < 20; i++) points[row][i] = (float)((i == row % 3 ? 9 : 0) + 0.5 * random.NextGaussian());
        }

        var places = LandmarkScaling.Place(points, 2, landmarks: 60);

        Assert.True(Silhouette.Mean(places, [.. Enumerable.Range(0, 300).Select(row => row % 3)]) > 0.8);
    }

    [Fact]
    public void Place_WithAnyThreads_IsTheSame() =>
        Assert.Equal(LandmarkScaling.Place(Plane(50), 2).Data, LandmarkScaling.Place(Plane(50), 2, threads: 3).Data);

    [Fact]
    public void Place_OfEqualPointsOrNone_IsZero()
    {
        Assert.All(LandmarkScaling.Place(new FactorMatrix(5, 3), 2).Data.ToArray(), entry => Assert.Equal(0, entry));
        Assert.Equal(0, LandmarkScaling.Place(new FactorMatrix(0, 3), 2).Rows);
    }

    /// <summary>Points of a plane that lies slanted in seven dimensions.</summary>
    private static FactorMatrix Plane(int rows)
    {
        var random = new SeededRandom(5);
        var points = new FactorMatrix(rows, 7);
        for (var row = 0; row < rows; row++)
        {
            var (x, y) = (random.NextGaussian(), 3 * random.NextGaussian());
            for (var i = 0; i < 7; i++) points[row][i] = (float)(x * Math.Cos(i) + y * Math.Sin(2 * i) + i);
        }

        return points;
    }

    private static double Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        return Math.Sqrt(sum);
    }
}
