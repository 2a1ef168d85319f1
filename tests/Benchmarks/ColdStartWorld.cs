using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;
using Mixtape.Numerics;

namespace Mixtape.Benchmarks;

/// <summary>
/// A sample world of which a fifth of the tracks is held out whole: its listening with and without them, and what is known of each track.
/// </summary>
internal sealed class ColdStartWorld
{
    private const double HeldOutShare = 0.2;

    private ColdStartWorld(SampleWorld world, ulong seed, IEnumerable<(string Listener, PlayedTrack[] Tracks)> plays)
    {
        var all = plays.ToArray();
        Listeners = Array.ConvertAll(all, row => row.Listener);
        var ids = all.SelectMany(row => row.Tracks.Select(track => track.Track)).Distinct().Order(StringComparer.Ordinal).ToArray();
        Known = Array.FindAll(ids, id => !IsHeldOut(id));
        HeldOut = Array.FindAll(ids, IsHeldOut);
        All = [.. Known, .. HeldOut];
        KnownPlays = Tile(all, Known);
        HeldOutPlays = Tile(all, HeldOut);
        AllPlays = Tile(all, All);
        Genres = world.Truth.TrackGenres;
        Tracks = world.Tracks.ToDictionary(track => track.Id);
        Songs = new WorldSongs(world.Truth, seed);
    }

    public string[] Listeners { get; }

    /// <summary>The tracks that a model may learn from.</summary>
    public string[] Known { get; }

    /// <summary>The tracks that it never sees.</summary>
    public string[] HeldOut { get; }

    /// <summary>Known ones, then those held out.</summary>
    public string[] All { get; }

    public MatrixTile KnownPlays { get; }

    public MatrixTile HeldOutPlays { get; }

    public MatrixTile AllPlays { get; }

    public IReadOnlyDictionary<string, string> Genres { get; }

    public IReadOnlyDictionary<string, Track> Tracks { get; }

    /// <summary>What the tracks sound like.</summary>
    public WorldSongs Songs { get; }

    public static ColdStartWorld Make(SampleWorldOptions options)
    {
        var world = SampleWorld.Generate(options);
        var counter = new PlayCounter(new InterestOptions(), new DateTimeOffset(options.AsOf, default, TimeSpan.Zero));
        foreach (var e in world.Events) counter.Add(e);
        return new ColdStartWorld(world, options.Seed, counter.Listeners());
    }

    /// <summary>Trains on some tracks, with the app's settings.</summary>
    public async Task<(InProcessModel Model, int[] TrackListeners)> TrainAsync(string[] tracks, MatrixTile plays, int factors)
    {
        var options = new AlternatingLeastSquaresOptions { Factors = factors };
        var matrix = new ListeningMatrix(Listeners, tracks, plays).Weigh(options.Confidence);
        options = options.WithRelativeRegularization(0.51, matrix.Totals(options.Confidence.Alpha));
        return (await new InProcessTraining(options, Environment.ProcessorCount).RunAsync(matrix, 20, default), matrix.TrainingListeners);
    }

    private static bool IsHeldOut(string track) => StableHash.Fraction(StableHash.Of(track, seed: 20)) < HeldOutShare;

    private static MatrixTile Tile((string Listener, PlayedTrack[] Tracks)[] plays, string[] tracks)
    {
        var number = tracks.Index().ToDictionary(track => track.Item, track => track.Index, StringComparer.Ordinal);
        var (pointers, columns, values) = (new int[2 * plays.Length + 1], new List<int>(), new List<float>());
        for (var row = 0; row < plays.Length; row++)
        {
            foreach (var (column, strength) in plays[row].Tracks
                .Where(track => number.ContainsKey(track.Track))
                .Select(track => (number[track.Track], track.Plays))
                .Order())
            {
                columns.Add(column);
                values.Add(strength);
            }

            pointers[2 * row + 1] = pointers[2 * row + 2] = columns.Count;
        }

        return new MatrixTile(plays.Length, pointers, [.. columns], [.. values]);
    }
}
