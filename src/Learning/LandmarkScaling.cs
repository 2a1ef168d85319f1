using Mixtape.Numerics;

namespace Mixtape.Learning;

/// <summary>
/// Places points in few dimensions so that their distances stay nearly what they were: classical multidimensional scaling of landmarks
/// (Torgerson 1952), from which all other points take their bearings (de Silva and Tenenbaum 2004). With D the landmarks' squared distances
/// and B = -1/2 J D J, J taking means away, the landmarks stand at the eigenvectors of B times the roots of its eigenvalues; a point with
/// squared distances d to the landmarks stands at -1/2 L (d - mean of D), where row i of L is the i-th eigenvector over the root of its
/// eigenvalue. Memory and time grow with points times landmarks, never with the square of the points. Safe for concurrent use; the same
/// points and seed give the same bytes, whatever the threads.
/// </summary>
public static class LandmarkScaling
{
    // Of the greatest eigenvalue: what rounding leaves of those that are 0.
    private const double Negligible = 1e-9;

    /// <summary>Places points.</summary>
    /// <param name="points">[n x width], all finite.</param>
    /// <param name="dimensions">How many dimensions, 1 or more; those that the points do not need are 0.</param>
    /// <param name="landmarks">How many landmarks at most: the first is drawn, each other is the point farthest from those before.</param>
    /// <param name="seed">Of the first landmark.</param>
    /// <param name="threads">Threads to use.</param>
    /// <returns>[n x dimensions], the landmarks' mean at 0, each axis with its largest landmark entry positive.</returns>
    public static FactorMatrix Place(FactorMatrix points, int dimensions, int landmarks = 300, ulong seed = 1, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(landmarks, 1);
        var places = new FactorMatrix(points.Rows, dimensions);
        if (points.Rows == 0) return places;
        var chosen = Choose(points, Math.Min(landmarks, points.Rows), seed);
        var (bearings, means) = Bearings(points, chosen, dimensions);
        Parallel.For(0, points.Rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            for (var i = 0; i < dimensions; i++)
            {
                var along = 0.0;
                for (var j = 0; j < chosen.Count; j++)
                    along += bearings[i * chosen.Count + j] * (EuclideanDistance.Squared(points[row], points[chosen[j]]) - means[j]);
                places[row][i] = (float)(-along / 2);
            }
        });
        return places;
    }

    /// <summary>Points far from each other; fewer than asked for where there are not so many different ones.</summary>
    private static List<int> Choose(FactorMatrix points, int count, ulong seed)
    {
        var chosen = new List<int> { new SeededRandom(seed).Next(points.Rows) };
        var distances = new double[points.Rows];
        Array.Fill(distances, double.PositiveInfinity);
        while (true)
        {
            var farthest = 0;
            for (var row = 0; row < points.Rows; row++)
            {
                distances[row] = Math.Min(distances[row], EuclideanDistance.Squared(points[row], points[chosen[^1]]));
                if (distances[row] > distances[farthest]) farthest = row;
            }

            if (chosen.Count == count || distances[farthest] <= 0) return chosen;
            chosen.Add(farthest);
        }
    }

    /// <summary>L [dimensions x landmarks], and the landmarks' mean squared distances to all landmarks.</summary>
    private static (double[] Bearings, double[] Means) Bearings(FactorMatrix points, List<int> chosen, int dimensions)
    {
        var n = chosen.Count;
        var squared = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++)
                squared[i * n + j] = squared[j * n + i] = EuclideanDistance.Squared(points[chosen[i]], points[chosen[j]]);
        var means = new double[n];
        for (var i = 0; i < n; i++) means[i] = squared.AsSpan(i * n, n).ToArray().Average();
        var mean = means.Average();
        var centred = new double[n * n];
        for (var i = 0; i < n * n; i++) centred[i] = -0.5 * (squared[i] - means[i / n] - means[i % n] + mean);

        var values = new double[n];
        SymmetricEigen.Decompose(centred, values);
        var bearings = new double[dimensions * n];
        for (var i = 0; i < Math.Min(dimensions, n) && values[i] > Negligible * values[0]; i++)
        {
            var axis = centred.AsSpan(i * n, n);
            // An eigenvector is one in either direction: the map shall not turn over between two machines.
            var largest = 0;
            for (var j = 1; j < n; j++)
                if (Math.Abs(axis[j]) > Math.Abs(axis[largest])) largest = j;
            var scale = Math.Sign(axis[largest]) / Math.Sqrt(values[i]);
            for (var j = 0; j < n; j++) bearings[i * n + j] = scale * axis[j];
        }

        return (bearings, means);
    }
}
