namespace Mixtape.Music.Listening.Import;

/// <summary>Names of the columns of a table of tracks; null where it has its usual name, or the table lacks it.</summary>
public sealed record TrackColumns
{
    /// <summary>The track's id; usually id, track or trackId.</summary>
    public string? Id { get; init; }

    /// <summary>The track's title; usually title, name or trackName.</summary>
    public string? Title { get; init; }

    /// <summary>The artist's name; usually artist, artists or artistName.</summary>
    public string? Artist { get; init; }

    /// <summary>The artist's id; usually artistId.</summary>
    public string? ArtistId { get; init; }

    /// <summary>The features; null for all columns left.</summary>
    public IReadOnlyList<string>? Features { get; init; }
}
