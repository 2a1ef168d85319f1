using Mixtape.Music.Audio;

namespace Mixtape.Functions.Audio;

/// <summary>What is known of a track's audio: either features and embedding, or why there are none.</summary>
/// <param name="Track">The track's id.</param>
/// <param name="ContentHash">SHA-256 of the audio's bytes, in hexadecimal; empty for audio that was not read to its end.</param>
/// <param name="Model">The network that heard it (see <see cref="AudioAnalysis.Model"/>).</param>
/// <param name="AnalyzedAt">When.</param>
/// <param name="Features">What it sounds like; null for audio that could not be heard.</param>
/// <param name="Embedding">The embedding as little-endian floats; empty where there is none.</param>
/// <param name="Failure">Why it could not be heard; null where it was.</param>
/// <param name="ETag">That of the blob that was heard, so that audio which has not changed need not be read to see it.</param>
/// <param name="IsTemporary">Whether what failed may pass, as where ffmpeg was missing: then the next listing tries again.</param>
public sealed record TrackAudio(
    string Track, string ContentHash, string Model, DateTimeOffset AnalyzedAt, AudioFeatures? Features, byte[] Embedding, string? Failure,
    string ETag = "", bool IsTemporary = false)
{
    /// <summary>Whether hearing a blob with this network would say nothing new.</summary>
    public bool IsCurrent(string blobETag, string model) => ETag == blobETag && Model == model && !IsTemporary;
}
