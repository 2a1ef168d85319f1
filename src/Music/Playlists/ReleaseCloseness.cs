namespace Mixtape.Music.Playlists;

/// <summary>How close the artist of a new release is to a listener; the closest first.</summary>
public enum ReleaseCloseness
{
    /// <summary>The listener follows them.</summary>
    Followed,

    /// <summary>The listener plays them.</summary>
    Played,

    /// <summary>Neither.</summary>
    Other,
}
