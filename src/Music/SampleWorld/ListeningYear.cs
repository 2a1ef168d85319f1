using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>
/// One listener's year: sessions of about nine tracks, mostly within one genre, each track chosen by taste and pull, or
/// met in the charts. What is off the listener's taste is often skipped; what is dear is played again, saved, liked.
/// </summary>
internal sealed class ListeningYear(WorldListener listener, Catalogue catalogue, DateOnly asOf)
{
    private const double SessionTracks = 9;
    private const double Replay = 0.05;
    private const double FromFavourites = 0.18;
    private const double FromCharts = 0.14;

    // How often something new is sought where what came to mind has been heard before.
    private const double Curiosity = 0.8;

    private readonly SeededRandom _random = new(listener.Seed);
    private readonly HashSet<int> _liked = [.. listener.Genres.Items.Select(item => item.Genre)];
    private readonly HashSet<WorldArtist> _favourites = [.. listener.Favourites];
    private readonly List<WorldTrack> _enjoyed = [];
    private readonly HashSet<WorldTrack> _heard = new(ReferenceEqualityComparer.Instance);
    private readonly DateTimeOffset _end = new(asOf, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>The events in time order, all before the first moment of the world's present day.</summary>
    public IEnumerable<ListeningEvent> Events()
    {
        var free = _end.AddDays(-365);
        foreach (var wanted in SessionStarts())
        {
            // A session waits for the one before to end.
            var time = wanted > free ? wanted : free.AddMinutes(5);
            var genre = listener.Genres.Draw(_random);
            do
            {
                var track = Choose(genre, DateOnly.FromDateTime(time.UtcDateTime));
                if (track is null) break;
                foreach (var happening in Listen(track, time))
                {
                    if (happening.Timestamp >= _end) yield break;
                    yield return happening;
                    free = happening.Timestamp.AddMilliseconds(happening.MsPlayed);
                }

                time = free.AddSeconds(1 + _random.Next(4));
            }
            while (_random.NextDouble() > 1 / SessionTracks);
        }
    }

    private List<DateTimeOffset> SessionStarts()
    {
        // About one event in ten is no play.
        var sessions = Math.Max(1, (int)Math.Round(listener.Events * 0.9 / SessionTracks));
        var starts = new List<DateTimeOffset>(sessions);
        for (var i = 0; i < sessions; i++)
        {
            var day = _end.AddDays(-1 - _random.Next(365));
            var hour = Math.Clamp(listener.Hour + 2 * _random.NextGaussian(), 0, 22);
            starts.Add(day.AddSeconds(Math.Floor(hour * 3600)));
        }

        starts.Sort();
        return starts;
    }

    /// <summary>A track that is out by that day; null where many draws find none.</summary>
    private WorldTrack? Choose(LikedGenre genre, DateOnly day)
    {
        var chance = _random.NextDouble();
        if (chance < Replay && _enjoyed.Count > 0) return _enjoyed[_random.Next(_enjoyed.Count)];
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var isOfGenre = chance is >= Replay + FromFavourites and <= 1 - FromCharts;
            var track = isOfGenre ? catalogue.ByGenre[genre.Genre].Draw(_random)
                : chance > 1 - FromCharts ? catalogue.Charts.Draw(_random)
                : OfAFavourite();
            if (track.Track.ReleaseDate > day || (isOfGenre && !genre.Likes(track.Artist, _random))) continue;
            if (_heard.Add(track) || _random.NextDouble() > Curiosity) return track;
        }

        return null;
    }

    private WorldTrack OfAFavourite() =>
        catalogue.ByArtist[listener.Favourites[_random.Next(listener.Favourites.Count)].Row].Draw(_random);

    private IEnumerable<ListeningEvent> Listen(WorldTrack track, DateTimeOffset time)
    {
        var isFavourite = _favourites.Contains(track.Artist);
        var skipping = isFavourite ? 0.03 : _liked.Contains(track.Genre) ? 0.08 : 0.45;
        if (_random.NextDouble() < skipping)
        {
            yield return Event(EventKind.Skip, 2_000 + _random.Next(26_000));
            yield break;
        }

        var duration = track.Track.DurationMs!.Value;
        var share = _random.Next(5) == 0 ? 0.4 + 0.6 * _random.NextDouble() : 1;
        var played = Math.Max(30_000, (int)(duration * share));
        yield return Event(EventKind.Stream, played);
        if (share < 1) yield break;

        _enjoyed.Add(track);
        time = time.AddMilliseconds(played);
        var reaction = _random.NextDouble() * (isFavourite ? 0.5 : 1);
        if (reaction < 0.03) yield return Event(EventKind.Save, 0);
        else if (reaction < 0.05) yield return Event(EventKind.Like, 0);
        else if (reaction < 0.065) yield return Event(EventKind.PlaylistAdd, 0);
        else if (reaction < 0.075) yield return Event(EventKind.ArtistVisit, 0);

        ListeningEvent Event(EventKind kind, int msPlayed) => new(listener.Id, track.Track.Id, time, msPlayed, kind);
    }
}
