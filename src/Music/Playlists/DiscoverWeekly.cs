namespace Mixtape.Music.Playlists;

/// <summary>Chooses the tracks of a weekly playlist from a ranked list.</summary>
public static class DiscoverWeekly
{
    /// <summary>
    /// Walks the candidates, best first, and takes each unless its artist has had their share, or tracks that are only predicted theirs.
    /// Candidates must be unheard already; an artist that is not known (null) has no limit.
    /// </summary>
    /// <returns>At most <see cref="DiscoverWeeklyOptions.Tracks"/> candidates, in their order.</returns>
    public static List<T> Select<T>(
        IEnumerable<T> candidates, Func<T, string?> artist, Func<T, bool> isPredicted, DiscoverWeeklyOptions options)
    {
        var predictedLeft = (int)(options.Tracks * options.MaximumPredictedShare + 1e-9); // 0.29 x 100 is a little less than 29
        var chosen = new List<T>(options.Tracks);
        var shares = new ArtistShares(options.TracksPerArtist);
        foreach (var candidate in candidates)
        {
            if (chosen.Count == options.Tracks) break;
            if (isPredicted(candidate) && predictedLeft == 0) continue;
            if (!shares.TryTake(artist(candidate))) continue;
            if (isPredicted(candidate)) predictedLeft--;
            chosen.Add(candidate);
        }

        return chosen;
    }
}
