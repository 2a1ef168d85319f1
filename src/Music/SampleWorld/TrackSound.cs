using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>What could be measured of a made-up track: near what its genre is like, and within that where its artist's style is.</summary>
internal static class TrackSound
{
    // Tempo, energy, acousticness, danceability and loudness of each genre of WorldTruth.Genres.
    private static readonly double[][] _genres =
    [
        [118, 0.68, 0.22, 0.68, -6], [92, 0.64, 0.16, 0.80, -6.5], [128, 0.74, 0.14, 0.52, -6], [124, 0.80, 0.05, 0.82, -7.5],
        [96, 0.50, 0.42, 0.64, -8.5], [104, 0.32, 0.82, 0.48, -12], [138, 0.94, 0.02, 0.38, -4.5], [132, 0.86, 0.03, 0.74, -8.5],
        [112, 0.38, 0.68, 0.54, -13], [82, 0.18, 0.74, 0.28, -19], [84, 0.58, 0.24, 0.78, -7.5], [98, 0.14, 0.94, 0.24, -21],
    ];

    /// <summary>
    /// The features of a track. They follow from the seed and the track alone, and draw nothing from the world's own chances.
    /// </summary>
    /// <param name="track">Its id.</param>
    /// <param name="genre">Its genre.</param>
    /// <param name="style">Where its artist is within the genre, in [0, 1), a circle.</param>
    /// <param name="seed">The world's seed.</param>
    public static Dictionary<string, double> Of(string track, int genre, double style, ulong seed)
    {
        var random = new SeededRandom(StableHash.Of(track, seed));
        var (sin, cos) = Math.SinCos(2 * Math.PI * style);
        var mean = _genres[genre];
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["tempo"] = Math.Round(mean[0] + 6 * sin + 7 * random.NextGaussian(), 1),
            ["energy"] = Share(mean[1] + 0.06 * cos),
            ["acousticness"] = Share(mean[2] - 0.05 * cos),
            ["danceability"] = Share(mean[3] + 0.05 * sin),
            ["loudness"] = Math.Round(mean[4] + cos + 1.2 * random.NextGaussian(), 1),
        };

        double Share(double of) => Math.Round(Math.Clamp(of + 0.06 * random.NextGaussian(), 0, 1), 3);
    }
}
