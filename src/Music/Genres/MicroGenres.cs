using Mixtape.Learning;
using Mixtape.Numerics;

namespace Mixtape.Music.Genres;

/// <summary>
/// Groups of tracks that sound alike, found from a sample of a catalogue: k-means over the embeddings' principal components, with as many
/// clusters as give the highest mean silhouette, named by what is heard of their tracks; and a map of it, by multidimensional scaling on
/// landmarks. Any other track joins the group whose middle is nearest. Immutable but for its arrays, and safe for concurrent use; the same
/// sample, options and seed give the same bytes, whatever the threads and the order.
/// </summary>
/// <param name="Space">In which tracks are compared.</param>
/// <param name="Middles">The middle of each group [groups x components]; of the sample, the largest group comes first.</param>
/// <param name="Names">The groups' names, no two the same.</param>
/// <param name="Points">Tracks of the sample on the map, in ordinal order of id.</param>
/// <param name="Sample">How many tracks it was found from.</param>
/// <param name="Silhouette">Their mean silhouette.</param>
public sealed record MicroGenres(
    SoundSpace Space, float[][] Middles, string[] Names, MapPoint[] Points, int Sample, double Silhouette)
{
    // Few groups are found in anything: from four on, they tell more than loud from quiet.
    private const int LeastGroups = 4;

    // With fewer tracks of the sample to a group, on average, groups would be accidents.
    private const int TracksPerGroup = 8;

    // From one seed, two genres often share a cluster while a third has two.
    private const int Starts = 8;

    /// <summary>Finds groups.</summary>
    /// <param name="tracks">The tracks, each once, with embeddings of one width.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Of the first middles.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <returns>Null where there are too few tracks.</returns>
    public static MicroGenres? Fit(
        IEnumerable<SampledTrack> tracks, MicroGenreOptions options, ulong seed = 1, int threads = 1,
        CancellationToken cancellationToken = default)
    {
        var sample = TrackSample.Of(tracks, options.MaximumSample);
        if (sample.Count < options.MinimumTracks) return null;
        var space = SoundSpace.Of(sample, options.Components);
        var places = space.Place(sample);
        var (clusters, tried) = ClusterCount.Choose(
            places, Candidates(sample.Count, options.MaximumGroups), new KMeansOptions { Clusters = 1, Seed = seed, Threads = threads },
            starts: Starts, cancellationToken: cancellationToken);

        // Tracks of one and the same sound can leave clusters without any.
        var order = clusters.Assignment.CountBy(cluster => cluster)
            .OrderByDescending(group => group.Value).ThenBy(group => group.Key).Select(group => group.Key).ToArray();
        var groups = Array.ConvertAll(clusters.Assignment, cluster => Array.IndexOf(order, cluster));
        var terms = sample.Select(track => track.Features is { } features ? SoundTerms.Of(features) : new SoundTerms(null, [])).ToArray();
        return new MicroGenres(
            space,
            Array.ConvertAll(order, cluster => clusters.Centroids[cluster].ToArray()),
            GenreNames.Of(terms, groups, order.Length),
            Draw(sample, groups, space, options.MaximumPoints, seed, threads),
            sample.Count,
            tried.Max(number => number.Silhouette));
    }

    /// <summary>The group whose middle is nearest, the first among equals, and how far it is.</summary>
    /// <exception cref="ArgumentException">The embedding is not as wide as those of the sample.</exception>
    public (int Group, double Distance) Nearest(ReadOnlySpan<float> embedding)
    {
        Span<float> place = stackalloc float[Space.Components];
        Space.Place(embedding, place);
        var (nearest, least) = (0, double.PositiveInfinity);
        for (var group = 0; group < Middles.Length; group++)
        {
            var distance = 0.0;
            for (var i = 0; i < place.Length; i++)
            {
                var difference = (double)place[i] - Middles[group][i];
                distance += difference * difference;
            }

            if (distance < least) (nearest, least) = (group, distance);
        }

        return (nearest, Math.Sqrt(least));
    }

    /// <summary>The map, with what came of putting all tracks into the groups.</summary>
    /// <param name="members">By group.</param>
    public CatalogueMap ToMap(IReadOnlyList<GroupMembers> members) => new(
        [.. Names.Select((name, group) =>
            new MicroGenre(name, members[group].Tracks, [.. members[group].Nearest.Select(member => member.Track)]))],
        Points);

    private static IEnumerable<int> Candidates(int tracks, int most)
    {
        most = Math.Min(most, tracks / TracksPerGroup);
        for (var groups = Math.Min(LeastGroups, most); groups <= most; groups += Math.Max(1, groups / TracksPerGroup)) yield return groups;
    }

    /// <summary>Some tracks on the plane, which they fill from -1 to 1 along its longer side.</summary>
    private static MapPoint[] Draw(
        IReadOnlyList<SampledTrack> sample, int[] groups, SoundSpace space, int most, ulong seed, int threads)
    {
        var groupOf = sample.Index().ToDictionary(track => track.Item.Id, track => groups[track.Index], StringComparer.Ordinal);
        var drawn = TrackSample.Of(sample, most);
        var plane = LandmarkScaling.Place(space.Place(drawn), dimensions: 2, seed: seed, threads: threads);
        var (x, y) = (Extent(plane, 0), Extent(plane, 1));
        var half = Math.Max(x.Half, y.Half);
        return [.. drawn.Select((track, row) => new MapPoint(
            track.Id, Scale(plane[row][0], x.Middle, half), Scale(plane[row][1], y.Middle, half), groupOf[track.Id]))];
    }

    private static (double Middle, double Half) Extent(FactorMatrix plane, int axis)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var row = 0; row < plane.Rows; row++) (least, most) = (Math.Min(least, plane[row][axis]), Math.Max(most, plane[row][axis]));
        return ((least + most) / 2, (most - least) / 2);
    }

    // Four digits are finer than any drawing of the map, and a third of the bytes.
    private static float Scale(double value, double middle, double half) =>
        half > 0 ? (float)Math.Round(Math.Clamp((value - middle) / half, -1, 1), 4) : 0;
}
