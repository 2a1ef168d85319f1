namespace Mixtape.Music.Listening.Import;

/// <summary>
/// What the columns of a table are called, where their names are not among the usual ones. Case, spaces, '-' and '_' do
/// not matter in names. All are null by default, which means: look for the usual names.
/// </summary>
public sealed record TableColumns
{
    /// <summary>The listener's id; usually listener, user, userId or the like.</summary>
    public string? Listener { get; init; }

    /// <summary>The track's id; usually track, trackId, item, song or the like.</summary>
    public string? Track { get; init; }

    /// <summary>When: Unix seconds, Unix milliseconds or ISO 8601; usually timestamp, time, ts or date.</summary>
    public string? Timestamp { get; init; }

    /// <summary>How many plays the row stands for; usually count, plays or weight.</summary>
    public string? Count { get; init; }

    /// <summary>Which share of the track was played; usually playRatio.</summary>
    public string? PlayRatio { get; init; }

    /// <summary>For how many milliseconds it was played; usually msPlayed.</summary>
    public string? MsPlayed { get; init; }

    /// <summary>The artist's name; usually artist or artistName.</summary>
    public string? Artist { get; init; }

    /// <summary>The artist's id; usually artistId.</summary>
    public string? ArtistId { get; init; }

    /// <summary>The track's title; usually title or trackName.</summary>
    public string? Title { get; init; }

    /// <summary>Whether any name is given.</summary>
    internal bool AnyGiven => this != new TableColumns();
}
