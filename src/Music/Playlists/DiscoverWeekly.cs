namespace Mixtape.Music.Playlists;

/// <summary>Chooses the tracks of a weekly playlist from a ranked list.</summary>
public static class DiscoverWeekly
{
    /// <summary>
    /// Walks the candidates, best first, and takes each unless its artist has had their share. Candidates must be
    /// unheard already; an artist that is not known (null) has no limit.
    /// </summary>
    /// <returns>At most <see cref="DiscoverWeeklyOptions.Tracks"/> candidates, in their order.</returns>
    public static List<T> Select<T>(IEnumerable<T> candidates, Func<T, string?> artist, DiscoverWeeklyOptions options)
    {
        var chosen = new List<T>(options.Tracks);
        var perArtist = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            if (chosen.Count == options.Tracks) break;
            if (artist(candidate) is { } name)
            {
                var taken = perArtist.GetValueOrDefault(name);
                if (taken >= options.TracksPerArtist) continue;
                perArtist[name] = taken + 1;
            }

            chosen.Add(candidate);
        }

        return chosen;
    }
}
