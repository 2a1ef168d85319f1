using Mixtape.Numerics;

namespace Mixtape.Learning;

/// <summary>
/// Clusters by k-means: finds centroids that make the inertia, the sum of squared distances of points to their nearest
/// centroid, small. Lloyd's algorithm (Lloyd 1982) from k-means++ seeds (Arthur and Vassilvitskii 2007), which are drawn
/// with a chance that grows with the squared distance to those drawn before. A cluster that loses all of its points
/// takes the point farthest from its centroid. Safe for concurrent use; the same points and options give the same bytes.
/// </summary>
public static class KMeans
{
    // Points whose sums are taken together: what the threads share out, so that no sum depends on how many they are.
    private const int BlockRows = 1024;

    /// <summary>Clusters the rows of a matrix.</summary>
    /// <param name="points">The points [n x width], all finite.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <exception cref="ArgumentException">There are fewer points than clusters, or one is not finite.</exception>
    public static KMeansResult Cluster(FactorMatrix points, KMeansOptions options, CancellationToken cancellationToken = default)
    {
        if (points.Rows < options.Clusters)
            throw new ArgumentException($"{points.Rows} points cannot make {options.Clusters} clusters: ask for fewer.");
        foreach (var entry in points.Data)
            if (!float.IsFinite(entry)) throw new ArgumentException("A point holds a number that is not finite: leave it out.");

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        var centroids = Seed(points, options, parallel);
        var assignment = new int[points.Rows];
        var distances = new double[points.Rows];
        var inertia = Assign(points, centroids, assignment, distances, parallel);
        for (var iteration = 1; ; iteration++)
        {
            var next = Means(points, options.Clusters, assignment, distances, parallel);
            var nextAssignment = new int[points.Rows];
            var nextInertia = Assign(points, next, nextAssignment, distances, parallel);
            // Where nothing is left to gain, rounding may turn the last step into a loss: the better of the two stays.
            if (nextInertia >= inertia) return new KMeansResult(centroids, assignment, inertia, iteration);
            var gain = inertia - nextInertia;
            (centroids, assignment, inertia) = (next, nextAssignment, nextInertia);
            if (iteration == options.MaximumIterations || gain <= options.Tolerance * inertia)
                return new KMeansResult(centroids, assignment, inertia, iteration);
        }
    }

    private static FactorMatrix Seed(FactorMatrix points, KMeansOptions options, ParallelOptions parallel)
    {
        var random = new SeededRandom(options.Seed);
        var centroids = new FactorMatrix(options.Clusters, points.Width);
        var distances = new double[points.Rows];
        Array.Fill(distances, double.PositiveInfinity);
        var chosen = random.Next(points.Rows);
        for (var cluster = 0; ; cluster++)
        {
            points[chosen].CopyTo(centroids[cluster]);
            if (cluster == options.Clusters - 1) return centroids;
            ForEachBlock(points.Rows, parallel, (_, start, end) =>
            {
                for (var row = start; row < end; row++)
                    distances[row] = Math.Min(distances[row], EuclideanDistance.Squared(points[row], centroids[cluster]));
            });
            chosen = Draw(distances, random);
        }
    }

    /// <summary>A row, with a chance in proportion to its distance; any where all are 0.</summary>
    private static int Draw(double[] distances, SeededRandom random)
    {
        double total = 0;
        foreach (var distance in distances) total += distance;
        var draw = random.NextDouble() * total;
        var last = 0;
        for (var row = 0; row < distances.Length; row++)
        {
            if (distances[row] <= 0) continue;
            last = row;
            draw -= distances[row];
            if (draw < 0) return row;
        }

        return total > 0 ? last : random.Next(distances.Length);
    }

    /// <summary>Gives each point its nearest centroid, the first among equals, and returns the inertia.</summary>
    private static double Assign(
        FactorMatrix points, FactorMatrix centroids, int[] assignment, double[] distances, ParallelOptions parallel)
    {
        var sums = new double[Blocks(points.Rows)];
        ForEachBlock(points.Rows, parallel, (block, start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                distances[row] = double.PositiveInfinity;
                for (var cluster = 0; cluster < centroids.Rows; cluster++)
                {
                    var distance = EuclideanDistance.Squared(points[row], centroids[cluster]);
                    if (distance < distances[row]) (assignment[row], distances[row]) = (cluster, distance);
                }

                sums[block] += distances[row];
            }
        });
        double inertia = 0;
        foreach (var sum in sums) inertia += sum;
        return inertia;
    }

    /// <summary>The mean of each cluster's points; a cluster without any takes the farthest point of the others.</summary>
    private static FactorMatrix Means(
        FactorMatrix points, int clusters, ReadOnlySpan<int> nearest, double[] distances, ParallelOptions parallel)
    {
        var assignment = nearest.ToArray();
        var counts = new int[clusters];
        foreach (var cluster in assignment) counts[cluster]++;
        for (var cluster = 0; cluster < clusters; cluster++)
        {
            if (counts[cluster] > 0) continue;
            var farthest = -1;
            for (var row = 0; row < distances.Length; row++)
                if (counts[assignment[row]] > 1 && (farthest < 0 || distances[row] > distances[farthest])) farthest = row;
            counts[assignment[farthest]]--;
            counts[cluster] = 1;
            assignment[farthest] = cluster;
            distances[farthest] = 0;
        }

        // Columns are shared out among the threads, rows are taken in order: the sums are the same for any number of threads.
        var means = new FactorMatrix(clusters, points.Width);
        Parallel.For(0, points.Width, parallel, column =>
        {
            var sums = new double[clusters];
            for (var row = 0; row < points.Rows; row++) sums[assignment[row]] += points[row][column];
            for (var cluster = 0; cluster < clusters; cluster++) means[cluster][column] = (float)(sums[cluster] / counts[cluster]);
        });
        return means;
    }

    private static int Blocks(int rows) => (rows + BlockRows - 1) / BlockRows;

    private static void ForEachBlock(int rows, ParallelOptions parallel, Action<int, int, int> action) => Parallel.For(
        0, Blocks(rows), parallel, block => action(block, block * BlockRows, Math.Min(rows, (block + 1) * BlockRows)));
}
