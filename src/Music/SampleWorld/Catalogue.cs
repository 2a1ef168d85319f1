using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>The artists and tracks of a sample world, with what draws listeners to them.</summary>
internal sealed class Catalogue
{
    // Share of an artist's tracks that are of the second genre, where there is one.
    private const double SecondGenreTracks = 0.3;
    private const double SecondGenreArtists = 0.3;

    // The charts favour hits far beyond how much better they are.
    private const double ChartSteepness = 2.5;

    private Catalogue(IReadOnlyList<WorldArtist> artists, IReadOnlyList<WorldTrack> tracks)
    {
        Artists = artists;
        Tracks = tracks;
        ByGenre =
        [
            .. Enumerable.Range(0, WorldTruth.GenreCount).Select(
                genre => new WeightedChoice<WorldTrack>(tracks.Where(track => track.Genre == genre), track => track.Pull)),
        ];
        ByArtist =
        [
            .. tracks.GroupBy(track => track.Artist.Row).OrderBy(group => group.Key)
                .Select(group => new WeightedChoice<WorldTrack>(group, track => track.Pull)),
        ];
        Charts = new WeightedChoice<WorldTrack>(tracks, track => Math.Pow(track.Pull, ChartSteepness));
        ArtistsByGenre =
        [
            .. Enumerable.Range(0, WorldTruth.GenreCount).Select(
                genre => new WeightedChoice<WorldArtist>(artists.Where(artist => artist.Genre == genre), artist => artist.Pull)),
        ];
    }

    public IReadOnlyList<WorldArtist> Artists { get; }

    public IReadOnlyList<WorldTrack> Tracks { get; }

    public IReadOnlyList<WeightedChoice<WorldTrack>> ByGenre { get; }

    public IReadOnlyList<WeightedChoice<WorldTrack>> ByArtist { get; }

    public IReadOnlyList<WeightedChoice<WorldArtist>> ArtistsByGenre { get; }

    /// <summary>What everybody comes across, whatever their taste: mostly hits.</summary>
    public WeightedChoice<WorldTrack> Charts { get; }

    public static Catalogue Generate(SampleWorldOptions options)
    {
        if (options.Tracks < options.Artists)
        {
            throw new ArgumentException(
                $"{options.Artists} artists need at least as many tracks: raise Tracks.", nameof(options));
        }

        var random = new SeededRandom(options.Seed);
        var names = new NameGenerator(random);
        var artists = Artistry(options.Artists, names, random);
        return new Catalogue(artists, Recordings(options, artists, names, random));
    }

    private static WorldArtist[] Artistry(int count, NameGenerator names, SeededRandom random)
    {
        var ranks = Enumerable.Range(1, count).ToArray();
        Shuffle(ranks, random);
        var genres = new WeightedChoice<int>(Enumerable.Range(0, WorldTruth.GenreCount), GenrePull);
        var artists = new WorldArtist[count];
        for (var row = 0; row < count; row++)
        {
            // The first dozen make sure that no genre is empty.
            var genre = row < WorldTruth.GenreCount ? row : genres.Draw(random);
            int? second = random.NextDouble() < SecondGenreArtists ? genres.Draw(random) : null;
            var pull = Math.Pow(ranks[row], -0.5);
            artists[row] = new WorldArtist(
                row, $"artist-{row + 1:d3}", names.Artist(), genre, second, random.NextDouble(), pull);
        }

        return artists;
    }

    private static WorldTrack[] Recordings(
        SampleWorldOptions options, WorldArtist[] artists, NameGenerator names, SeededRandom random)
    {
        // Better-known artists have recorded a little more; each has recorded something.
        var makers = new WeightedChoice<WorldArtist>(artists, artist => Math.Pow(artist.Pull, 0.3));
        var careers = artists.Select(_ => 365 * (2 + random.Next(28))).ToArray();
        var tracks = new WorldTrack[options.Tracks];
        for (var row = 0; row < tracks.Length; row++)
        {
            var artist = row < artists.Length ? artists[row] : makers.Draw(random);
            // The first recording fixes the main genre, so that each genre has a track.
            var isSecond =
                row >= artists.Length && artist.SecondGenre is not null && random.NextDouble() < SecondGenreTracks;
            var quality = Math.Exp(0.7 * random.NextGaussian());
            // One in thirty is a release of the last weeks, else somewhere in the artist's career.
            var age = random.Next(30) == 0 ? random.Next(35) : random.Next(careers[artist.Row]);
            var seconds = Math.Clamp(215 + 55 * random.NextGaussian(), 75, 540);
            var genre = isSecond ? artist.SecondGenre!.Value : artist.Genre;
            var id = $"track-{row + 1:d5}";
            var track = new Track(
                id, names.Title(), artist.Name, artist.Id, options.AsOf.AddDays(-age), (int)(seconds * 1000),
                options.Features ? TrackSound.Of(id, genre, artist.Style, options.Seed) : null);
            tracks[row] = new WorldTrack(track, artist, genre, artist.Pull * quality);
        }

        return tracks;
    }

    /// <summary>How much of the world's listening goes to a genre, up to a factor.</summary>
    public static double GenrePull(int genre) => Math.Pow(genre + 1, -0.4);

    private static void Shuffle(int[] values, SeededRandom random)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}

/// <summary>An artist of the world.</summary>
/// <param name="Row">The place in the catalogue's list.</param>
/// <param name="Id">External id.</param>
/// <param name="Name">As shown to people.</param>
/// <param name="Genre">The main genre.</param>
/// <param name="SecondGenre">Another one, for some.</param>
/// <param name="Style">The place on the circle of styles that each genre is, in [0, 1): neighbours sound alike.</param>
/// <param name="Pull">How much listeners are drawn, up to a factor.</param>
internal sealed record WorldArtist(
    int Row, string Id, string Name, int Genre, int? SecondGenre, double Style, double Pull);

/// <summary>A track of the world; <c>Pull</c> is how much listeners are drawn, up to a factor.</summary>
internal sealed record WorldTrack(Track Track, WorldArtist Artist, int Genre, double Pull);
