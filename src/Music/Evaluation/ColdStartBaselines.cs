using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Evaluation;

/// <summary>
/// What a prediction for tracks that nobody has played must beat. Popularity is not among them: of such tracks it knows nothing, so all are
/// equal, and its AUC is a half.
/// </summary>
public static class ColdStartBaselines
{
    /// <summary>
    /// For each held-out track, the mean factors of the known tracks of its genre: all that is to be told from a genre, if nothing else is
    /// known. Zeros where no known track has it.
    /// </summary>
    /// <param name="known">The factors of the known tracks [known x width].</param>
    /// <param name="knownGenres">The genre of each.</param>
    /// <param name="heldOutGenres">The genre of each held-out track.</param>
    /// <exception cref="ArgumentException">There are not as many genres as factors.</exception>
    public static FactorMatrix GenreCentroids(FactorMatrix known, IReadOnlyList<string> knownGenres, IReadOnlyList<string> heldOutGenres)
    {
        if (known.Rows != knownGenres.Count) throw new ArgumentException($"{known.Rows} tracks have {knownGenres.Count} genres.");
        var centroids = knownGenres.Index().GroupBy(track => track.Item, track => track.Index).ToDictionary(
            genre => genre.Key,
            genre =>
            {
                var sum = new double[known.Width];
                foreach (var row in genre)
                    for (var i = 0; i < sum.Length; i++) sum[i] += known[row][i];
                return Array.ConvertAll(sum, entry => (float)(entry / genre.Count()));
            });
        var factors = new FactorMatrix(heldOutGenres.Count, known.Width);
        for (var row = 0; row < factors.Rows; row++)
            if (centroids.TryGetValue(heldOutGenres[row], out var centroid)) centroid.CopyTo(factors[row]);
        return factors;
    }

    /// <summary>
    /// For each held-out track, how many pairs with plays its genre has among the known tracks: the same for every listener.
    /// </summary>
    /// <param name="plays">[listeners x known tracks].</param>
    /// <param name="knownGenres">The genre of each known track.</param>
    /// <param name="heldOutGenres">The genre of each held-out track.</param>
    public static float[] GenrePopularity(MatrixTile plays, IReadOnlyList<string> knownGenres, IReadOnlyList<string> heldOutGenres)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var e = 0; e < plays.Entries; e++)
        {
            if (!(plays.Values[e] > 0)) continue;
            var genre = knownGenres[plays.Columns[e]];
            counts[genre] = counts.GetValueOrDefault(genre) + 1;
        }

        return [.. heldOutGenres.Select(genre => (float)counts.GetValueOrDefault(genre))];
    }
}
