namespace Mixtape.Music.Playlists;

/// <summary>What artists have taken of a playlist in which each has a share at most. Not safe for concurrent use.</summary>
/// <param name="tracksPerArtist">Tracks by one artist at most.</param>
internal sealed class ArtistShares(int tracksPerArtist)
{
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes one more track by an artist; false where they have had their share. One that is not known (null) has no limit.</summary>
    public bool TryTake(string? artist)
    {
        if (artist is null) return true;
        var taken = _taken.GetValueOrDefault(artist);
        if (taken >= tracksPerArtist) return false;
        _taken[artist] = taken + 1;
        return true;
    }
}
