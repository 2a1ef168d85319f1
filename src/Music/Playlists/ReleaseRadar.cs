namespace Mixtape.Music.Playlists;

/// <summary>Chooses the tracks of a Release Radar from new releases.</summary>
public static class ReleaseRadar
{
    /// <summary>
    /// Takes what followed artists released, then what played ones did, then the others, each as they are ranked, unless an artist has had
    /// their share. Candidates must be unheard already and each there once; an artist that is not known (null) has no limit.
    /// </summary>
    /// <param name="candidates">Best first.</param>
    /// <param name="closeness">How close the artist of a candidate is to the listener.</param>
    /// <param name="artist">The artist of a candidate.</param>
    /// <param name="options">How many there may be.</param>
    /// <returns>At most <see cref="ReleaseRadarOptions.Tracks"/> candidates, in playing order.</returns>
    public static List<T> Select<T>(
        IEnumerable<T> candidates, Func<T, ReleaseCloseness> closeness, Func<T, string?> artist, ReleaseRadarOptions options)
    {
        var shares = new ArtistShares(options.TracksPerArtist);
        return [.. candidates.OrderBy(closeness).Where(candidate => shares.TryTake(artist(candidate))).Take(options.Tracks)]; // a stable order
    }
}
