using System.Text.Json.Serialization;

namespace Mixtape.Music.Listening;

/// <summary>One thing a listener did with a track.</summary>
/// <param name="Listener">External id of the listener (see <see cref="ExternalId"/>).</param>
/// <param name="Track">External id of the track.</param>
/// <param name="Timestamp">When it happened, UTC.</param>
/// <param name="MsPlayed">For how long it sounded, in milliseconds; 0 for what is not playback.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Count">How many such events this one stands for: aggregated play counts arrive as one event.</param>
/// <param name="Id">Identity for deduplication; null lets it be derived from the content.</param>
public sealed record ListeningEvent(
    string Listener,
    string Track,
    DateTimeOffset Timestamp,
    int MsPlayed,
    EventKind Kind,
    int Count = 1,
    string? Id = null);

/// <summary>What a listener did. In JSON the names are camelCase.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventKind>))]
public enum EventKind
{
    /// <summary>Played for 30 seconds or more.</summary>
    [JsonStringEnumMemberName("stream")]
    Stream,

    /// <summary>Left before 30 seconds.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>Saved to the library.</summary>
    [JsonStringEnumMemberName("save")]
    Save,

    /// <summary>Added to a playlist.</summary>
    [JsonStringEnumMemberName("playlistAdd")]
    PlaylistAdd,

    /// <summary>Went from this track to its artist's page.</summary>
    [JsonStringEnumMemberName("artistVisit")]
    ArtistVisit,

    /// <summary>Liked, from radio or elsewhere.</summary>
    [JsonStringEnumMemberName("like")]
    Like,
}
