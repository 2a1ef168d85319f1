using System.Text.Json.Serialization;

namespace Mixtape.Music.Listening;

/// <summary>A catalogue entry.</summary>
/// <param name="Id">External id (see <see cref="ExternalId"/>).</param>
/// <param name="Title">As shown to people; at most 500 characters.</param>
/// <param name="Artist">The artist's name as shown to people; at most 500 characters.</param>
/// <param name="ArtistId">External id of the artist; null where only the name is known.</param>
/// <param name="ReleaseDate">Day of release, where known.</param>
/// <param name="DurationMs">Length in milliseconds, where known.</param>
/// <param name="Features">
/// What is measured of it (tempo, loudness, year, ...), by name; at most <see cref="TrackBatch.MaximumFeatures"/>. Null or empty where
/// nothing is.
/// </param>
public sealed record Track(
    string Id,
    string Title,
    string Artist,
    string? ArtistId = null,
    DateOnly? ReleaseDate = null,
    int? DurationMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Features = null)
{
    /// <summary>What tells the artist from others: the id, or the name where only that is known.</summary>
    public string ArtistKey() => ArtistId ?? Artist;
}
