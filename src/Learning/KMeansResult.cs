using Mixtape.Numerics;

namespace Mixtape.Learning;

/// <summary>A clustering.</summary>
/// <param name="Centroids">The centroids [k x width].</param>
/// <param name="Assignment">The nearest centroid of each point.</param>
/// <param name="Inertia">The sum of squared distances of the points to their centroids.</param>
/// <param name="Iterations">Iterations made.</param>
public sealed record KMeansResult(FactorMatrix Centroids, int[] Assignment, double Inertia, int Iterations);
