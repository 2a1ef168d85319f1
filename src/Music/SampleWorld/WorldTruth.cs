namespace Mixtape.Music.SampleWorld;

/// <summary>What was planted in a sample world: what a recommender should find, and is never told.</summary>
public sealed class WorldTruth
{
    internal const int GenreCount = 12;

    /// <summary>The names of the genres, the most listened to first.</summary>
    public static IReadOnlyList<string> Genres { get; } =
    [
        "pop", "hip-hop", "indie rock", "house", "soul", "folk", "metal", "techno", "jazz", "ambient", "reggae",
        "chamber music",
    ];

    /// <summary>The genre of each track, by track id.</summary>
    public required IReadOnlyDictionary<string, string> TrackGenres { get; init; }

    /// <summary>The main genre of each artist, by artist id; some also make tracks of a second one.</summary>
    public required IReadOnlyDictionary<string, string> ArtistGenres { get; init; }

    /// <summary>
    /// The style of each artist, by artist id: a place on the circle of styles that each genre is, in [0, 1).
    /// Neighbours on it sound alike and share listeners.
    /// </summary>
    public required IReadOnlyDictionary<string, double> ArtistStyles { get; init; }

    /// <summary>The tastes of each listener, by listener id.</summary>
    public required IReadOnlyDictionary<string, ListenerTaste> Tastes { get; init; }
}

/// <summary>What one listener likes.</summary>
/// <param name="GenreWeights">One to three genres with their shares of the listening; they sum to 1.</param>
/// <param name="GenreStyles">The style liked most in each of these genres, as
/// <see cref="WorldTruth.ArtistStyles"/>.</param>
/// <param name="FavouriteArtists">Ids of the artists that the listener comes back to.</param>
public sealed record ListenerTaste(
    IReadOnlyDictionary<string, double> GenreWeights,
    IReadOnlyDictionary<string, double> GenreStyles,
    IReadOnlyList<string> FavouriteArtists);
