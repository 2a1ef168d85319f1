using Mixtape.Numerics;

namespace Mixtape.Learning;

/// <summary>Chooses how many clusters points make: as many as give the highest mean <see cref="Silhouette"/>.</summary>
public static class ClusterCount
{
    /// <summary>Clusters points by <see cref="KMeans"/> into each of some numbers of clusters, and keeps the best.</summary>
    /// <param name="points">[n x width], all finite.</param>
    /// <param name="candidates">The numbers of clusters to try; those above n are passed over.</param>
    /// <param name="options">How to cluster; the number in it does not count.</param>
    /// <param name="sample">
    /// At how many points, drawn by the seed, to measure silhouettes, which take time with the square of it; the clusters are all points'.
    /// </param>
    /// <param name="starts">From how many seeds to cluster into each number; the clustering of least inertia counts.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <returns>The best clustering, of equals the one with fewest clusters; and what each number came to.</returns>
    /// <exception cref="ArgumentException">No number of clusters can be tried.</exception>
    public static (KMeansResult Best, IReadOnlyList<CountedClusters> Tried) Choose(
        FactorMatrix points, IEnumerable<int> candidates, KMeansOptions options, int sample = 2_000, int starts = 1,
        CancellationToken cancellationToken = default)
    {
        var rows = Sample(points.Rows, sample, options.Seed);
        var measured = new FactorMatrix(rows.Length, points.Width);
        for (var i = 0; i < rows.Length; i++) points[rows[i]].CopyTo(measured[i]);
        KMeansResult? best = null;
        var (highest, tried) = (double.NegativeInfinity, new List<CountedClusters>());
        foreach (var clusters in candidates.Where(clusters => clusters <= points.Rows).Distinct().Order())
        {
            var result = Enumerable.Range(0, starts)
                .Select(start => start == 0 ? options.Seed : SeededRandom.Mix(options.Seed + (ulong)start))
                .Select(seed => KMeans.Cluster(points, options with { Clusters = clusters, Seed = seed }, cancellationToken))
                .MinBy(result => result.Inertia)!;
            var silhouette = Silhouette.Mean(measured, Array.ConvertAll(rows, row => result.Assignment[row]), options.Threads);
            tried.Add(new CountedClusters(clusters, silhouette));
            if (silhouette > highest) (best, highest) = (result, silhouette);
        }

        return best is null
            ? throw new ArgumentException($"No number of clusters can be made of {points.Rows} points.", nameof(candidates))
            : (best, tried);
    }

    /// <summary>Different rows, rising.</summary>
    private static int[] Sample(int rows, int count, ulong seed)
    {
        if (rows <= count) return [.. Enumerable.Range(0, rows)];
        var keys = new ulong[rows];
        for (var row = 0; row < rows; row++) keys[row] = SeededRandom.Mix(SeededRandom.Mix(seed) + (ulong)row);
        var order = Enumerable.Range(0, rows).ToArray();
        Array.Sort(keys, order);
        return [.. order.Take(count).Order()];
    }
}

/// <summary>What a number of clusters came to.</summary>
/// <param name="Clusters">The number.</param>
/// <param name="Silhouette">The mean silhouette.</param>
public sealed record CountedClusters(int Clusters, double Silhouette);
