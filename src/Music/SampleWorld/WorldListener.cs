using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>A listener of the world: planted tastes and habits.</summary>
/// <param name="Id">External id.</param>
/// <param name="Seed">From which everything that this listener does follows.</param>
/// <param name="Genres">The genres liked, with their shares and the style liked most in each.</param>
/// <param name="Favourites">Artists come back to.</param>
/// <param name="Events">About how many events to leave in the year.</param>
/// <param name="Hour">The hour of the day at which sessions tend to begin.</param>
internal sealed record WorldListener(
    string Id, ulong Seed, WeightedChoice<LikedGenre> Genres, IReadOnlyList<WorldArtist> Favourites, int Events,
    double Hour)
{
    // Lognormal spread of activity: the busiest tenth leaves about five times what the laziest tenth does.
    private const double ActivitySpread = 0.65;

    public static WorldListener Generate(int row, SampleWorldOptions options, Catalogue catalogue)
    {
        // From the row alone, so that a listener stays the same however many others there are.
        var seed = SeededRandom.Mix(options.Seed ^ SeededRandom.Mix((ulong)row + 1));
        var random = new SeededRandom(seed);
        var genres = Tastes(random);
        var favourites = ChooseFavourites(genres, catalogue, random);
        var activity = Math.Exp(ActivitySpread * random.NextGaussian() - ActivitySpread * ActivitySpread / 2);
        var events = (int)Math.Clamp(options.MeanEvents * activity, 1, options.MeanEvents * 8);
        return new WorldListener(
            $"listener-{row + 1:d4}", random.NextUInt64(), genres, favourites, events, 7 + 14 * random.NextDouble());
    }

    private static List<WorldArtist> ChooseFavourites(
        WeightedChoice<LikedGenre> genres, Catalogue catalogue, SeededRandom random)
    {
        var favourites = new List<WorldArtist>();
        var wanted = 3 + random.Next(4);
        // A small world may not have that many; the first one met is taken in any case.
        for (var attempt = 0; attempt < 100 && favourites.Count < wanted; attempt++)
        {
            var genre = genres.Draw(random);
            var artist = catalogue.ArtistsByGenre[genre.Genre].Draw(random);
            if (favourites.Count == 0 || (genre.Likes(artist, random) && !favourites.Contains(artist))) favourites.Add(
                artist);
        }

        return favourites;
    }

    private static WeightedChoice<LikedGenre> Tastes(SeededRandom random)
    {
        var liking = new WeightedChoice<int>(Enumerable.Range(0, WorldTruth.GenreCount), Catalogue.GenrePull);
        var liked = new List<int>();
        var wanted = 1 + random.Next(3);
        while (liked.Count < wanted)
        {
            var genre = liking.Draw(random);
            if (!liked.Contains(genre)) liked.Add(genre);
        }

        // Each genre about half as dear as the one before.
        var weights = liked.Select((_, place) => Math.Pow(0.5, place) * (0.75 + 0.5 * random.NextDouble())).ToArray();
        return new WeightedChoice<LikedGenre>(
            [.. liked.Select((genre, place) => new LikedGenre(genre, weights[place] / weights.Sum(), random.NextDouble()))],
            genre => genre.Share);
    }
}

/// <summary>A genre that a listener likes.</summary>
/// <param name="Genre">Which.</param>
/// <param name="Share">Its share of the listening.</param>
/// <param name="Style">The style liked most, as <see cref="WorldArtist.Style"/>.</param>
internal sealed record LikedGenre(int Genre, double Share, double Style)
{
    // The opposite style is taken up about a fiftieth as readily as the favourite one.
    private const double Choosiness = 2;

    /// <summary>Whether the listener takes to an artist on coming across one.</summary>
    public bool Likes(WorldArtist artist, SeededRandom random) =>
        random.NextDouble() < Math.Exp(Choosiness * (Math.Cos(Math.Tau * (artist.Style - Style)) - 1));
}
