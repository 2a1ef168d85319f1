using Mixtape.Numerics;

namespace Mixtape.Learning;

/// <summary>
/// How well points lie in their clusters (Rousseeuw 1987). With a the mean distance of a point to the others of its cluster, and b that to
/// the points of the nearest other cluster, its silhouette is (b - a) / max(a, b): 1 where it lies well within, 0 on a border, below 0
/// where it would lie better elsewhere; 0 for a cluster of one. Distances are Euclidean. Safe for concurrent use.
/// </summary>
public static class Silhouette
{
    /// <summary>The mean silhouette of points; takes time with the square of how many there are.</summary>
    /// <param name="points">[n x width], all finite.</param>
    /// <param name="assignment">The cluster of each point, from 0.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <returns>From -1 to 1; 0 where there are fewer than two clusters with points.</returns>
    /// <exception cref="ArgumentException">There are not as many clusters as points.</exception>
    public static double Mean(FactorMatrix points, IReadOnlyList<int> assignment, int threads = 1)
    {
        if (assignment.Count != points.Rows)
            throw new ArgumentException($"{points.Rows} points have {assignment.Count} clusters.", nameof(assignment));
        if (points.Rows == 0) return 0;
        var sizes = new int[assignment.Max() + 1];
        foreach (var cluster in assignment) sizes[cluster]++;
        if (sizes.Count(size => size > 0) < 2) return 0;
        var silhouettes = new double[points.Rows];
        Parallel.For(0, points.Rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
            silhouettes[row] = Of(points, assignment, sizes, row));
        return silhouettes.Average();
    }

    private static double Of(FactorMatrix points, IReadOnlyList<int> assignment, int[] sizes, int row)
    {
        var own = assignment[row];
        if (sizes[own] == 1) return 0;
        var sums = new double[sizes.Length];
        for (var other = 0; other < points.Rows; other++) sums[assignment[other]] += Math.Sqrt(EuclideanDistance.Squared(points[row], points[other]));
        var nearest = double.PositiveInfinity;
        for (var cluster = 0; cluster < sums.Length; cluster++)
            if (cluster != own && sizes[cluster] > 0) nearest = Math.Min(nearest, sums[cluster] / sizes[cluster]);
        var within = sums[own] / (sizes[own] - 1);
        var larger = Math.Max(within, nearest);
        return larger > 0 ? (nearest - within) / larger : 0;
    }
}
