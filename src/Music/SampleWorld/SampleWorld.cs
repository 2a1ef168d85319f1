using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>
/// A small world of listeners, artists and tracks, made up from a seed, whose listeners' tastes are known: to try
/// Mixtape without data, and to measure whether a recommender finds what was planted. Immutable, and safe for
/// concurrent use.
/// </summary>
public sealed class SampleWorld
{
    private readonly Catalogue _catalogue;
    private readonly IReadOnlyList<WorldListener> _listeners;
    private readonly DateOnly _asOf;

    private SampleWorld(Catalogue catalogue, IReadOnlyList<WorldListener> listeners, DateOnly asOf, ulong seed)
    {
        _catalogue = catalogue;
        _listeners = listeners;
        _asOf = asOf;
        Tracks = [.. catalogue.Tracks.Select(track => track.Track)];
        Listeners = [.. listeners.Select(listener => listener.Id)];
        Follows = [.. FollowsOf(listeners, new SeededRandom(SeededRandom.Mix(seed)))];
        Truth = new WorldTruth
        {
            TrackGenres = catalogue.Tracks.ToDictionary(track => track.Track.Id, track => WorldTruth.Genres[track.Genre]),
            ArtistGenres = catalogue.Artists.ToDictionary(artist => artist.Id, artist => WorldTruth.Genres[artist.Genre]),
            ArtistStyles = catalogue.Artists.ToDictionary(artist => artist.Id, artist => artist.Style),
            Tastes = listeners.ToDictionary(listener => listener.Id, TasteOf),
        };
    }

    /// <summary>The catalogue.</summary>
    public IReadOnlyList<Track> Tracks { get; }

    /// <summary>The ids of the listeners.</summary>
    public IReadOnlyList<string> Listeners { get; }

    /// <summary>
    /// What the listeners did, listener by listener and in time order within each. Made while it is enumerated, the
    /// same each time, and never held in memory as a whole.
    /// </summary>
    public IEnumerable<ListeningEvent> Events =>
        _listeners.SelectMany(listener => new ListeningYear(listener, _catalogue, _asOf).Events());

    /// <summary>Who follows whom: most of the listeners' favourite artists.</summary>
    public IReadOnlyList<Follow> Follows { get; }

    /// <summary>What was planted.</summary>
    public WorldTruth Truth { get; }

    /// <summary>Makes the world that follows from the options.</summary>
    /// <exception cref="ArgumentException">There are fewer tracks than artists.</exception>
    public static SampleWorld Generate(SampleWorldOptions options)
    {
        var catalogue = Catalogue.Generate(options);
        var listeners = new WorldListener[options.Listeners];
        for (var row = 0; row < listeners.Length; row++) listeners[row] = WorldListener.Generate(row, options, catalogue);
        return new SampleWorld(catalogue, listeners, options.AsOf, options.Seed);
    }

    private static IEnumerable<Follow> FollowsOf(IReadOnlyList<WorldListener> listeners, SeededRandom random) =>
        from listener in listeners
        from artist in listener.Favourites
        where random.NextDouble() < 0.6
        select new Follow(listener.Id, artist.Id);

    private static ListenerTaste TasteOf(WorldListener listener) => new(
        listener.Genres.Items.ToDictionary(item => WorldTruth.Genres[item.Genre], item => item.Share),
        listener.Genres.Items.ToDictionary(item => WorldTruth.Genres[item.Genre], item => item.Style),
        [.. listener.Favourites.Select(artist => artist.Id)]);
}
