using System.Text.Json.Serialization;
using Mixtape.Functions.Http;
using Mixtape.Music.Audio;
using Mixtape.Storage;

namespace Mixtape.Functions.Audio;

/// <summary>What can be said of a track's audio.</summary>
/// <param name="Track">The track.</param>
/// <param name="State">Whether it has been heard.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="ContentHash">SHA-256 of its bytes in hexadecimal; null while pending, and where it was not read to its end.</param>
/// <param name="Model">The network that heard it, or was to hear it; null while pending.</param>
/// <param name="AnalyzedAt">When; null while pending.</param>
/// <param name="Features">What it sounds like, once it is analyzed.</param>
/// <param name="Reason">Why it could not be heard, where it could not.</param>
public sealed record TrackAudioAnswer(
    string Track,
    [property: JsonConverter(typeof(CamelCaseEnum))] TrackAudioState State,
    long Bytes,
    DateTimeOffset ReceivedAt,
    string? ContentHash,
    string? Model,
    DateTimeOffset? AnalyzedAt,
    AudioFeatures? Features,
    string? Reason)
{
    /// <summary>The answer for audio that stands, and what is known, maybe of audio before it.</summary>
    public static TrackAudioAnswer Of(string track, BlobProperties blob, TrackAudio? known)
    {
        if (known is null || known.ETag != blob.ETag)
            return new TrackAudioAnswer(track, TrackAudioState.Pending, blob.Length, blob.LastModified, null, null, null, null, null);
        return new TrackAudioAnswer(
            track, known.Failure is null ? TrackAudioState.Analyzed : TrackAudioState.Failed, blob.Length, blob.LastModified,
            known.ContentHash.Length > 0 ? known.ContentHash : null, known.Model, known.AnalyzedAt, known.Features, known.Failure);
    }
}

/// <summary>Whether a track's audio has been heard.</summary>
public enum TrackAudioState
{
    /// <summary>Not yet.</summary>
    Pending,

    /// <summary>Yes.</summary>
    Analyzed,

    /// <summary>It could not be.</summary>
    Failed,
}
