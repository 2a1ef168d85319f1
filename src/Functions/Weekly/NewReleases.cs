using Mixtape.Functions.Serving;
using Mixtape.Music.Neighbours;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Functions.Weekly;

/// <summary>
/// The new releases of a day that a generation can rank, numbered in the order of its rows. Immutable, safe for concurrent use.
/// </summary>
public sealed class NewReleases
{
    private readonly int[] _rows;
    private readonly string[] _artists;
    private readonly float[] _popularity;
    private readonly int[] _byPopularity; // those that somebody has played
    private readonly FactorIndex _vectors;
    private readonly ILookup<string, int> _byArtist;

    /// <summary>Copies what it takes of the generation.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="tracks">Rows of the generation, each once, with their artists (<see cref="Mixtape.Music.Listening.Track.ArtistKey"/>).</param>
    public NewReleases(Generation generation, IEnumerable<(int Row, string Artist)> tracks)
    {
        (int Row, string Artist)[] sorted = [.. tracks.OrderBy(track => track.Row)];
        _rows = Array.ConvertAll(sorted, track => track.Row);
        _artists = Array.ConvertAll(sorted, track => track.Artist);
        _byArtist = Enumerable.Range(0, _rows.Length).ToLookup(release => _artists[release], StringComparer.Ordinal);

        var listeners = (float)Math.Max(1, generation.Manifest.Shape.Listeners);
        _popularity = Array.ConvertAll(_rows, row => generation.Confidence.Listeners(row) / listeners);
        _byPopularity = [.. Enumerable.Range(0, _rows.Length)
            .Where(release => _popularity[release] > 0).OrderByDescending(release => _popularity[release])];

        var vectors = new FactorMatrix(_rows.Length, generation.Vectors.Width);
        for (var release = 0; release < _rows.Length; release++) generation.Vectors.CopyVector(_rows[release], vectors[release]);
        _vectors = new FactorIndex([vectors]);
    }

    /// <summary>How many there are.</summary>
    public int Count => _rows.Length;

    /// <summary>The row of a release in the generation.</summary>
    public int Row(int release) => _rows[release];

    /// <summary>The artist of a release.</summary>
    public string Artist(int release) => _artists[release];

    /// <summary>The releases by an artist.</summary>
    public IEnumerable<int> By(string artist) => _byArtist[artist];

    /// <summary>Those of some rows that are new releases.</summary>
    public IEnumerable<int> Among(IEnumerable<int> rows) =>
        rows.Select(row => Array.BinarySearch(_rows, row)).Where(release => release >= 0);

    /// <summary>
    /// What the model thinks of a release: the predicted preference, or where the listener's taste points nowhere the share of listeners.
    /// </summary>
    public float Score(ListenerTaste taste, int release)
    {
        if (!taste.HasDirection) return _popularity[release];
        var vector = new float[_vectors.Width];
        _vectors.CopyVector(release, vector);
        return Dot.Product(taste.Vector, vector);
    }

    /// <summary>The releases with the best <see cref="Score"/>, best first; of those by popularity only what somebody has played.</summary>
    /// <param name="taste">What is known of the listener.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="excluded">Releases to leave out.</param>
    public IEnumerable<(float Score, int Release)> Best(ListenerTaste taste, int count, IReadOnlySet<int> excluded) => taste.HasDirection
        ? _vectors.Largest(taste.Vector, count, [.. excluded.Order()]).Select(entry => (entry.Score, (int)entry.Row))
        : _byPopularity.Where(release => !excluded.Contains(release)).Take(count).Select(release => (_popularity[release], release));
}
