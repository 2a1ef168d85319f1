using Mixtape.Music.Audio;

namespace Mixtape.Functions.Audio;

/// <summary>What is known of a track's audio: either features and embedding, or why there are none.</summary>
/// <param name="Track">The track's id.</param>
/// <param name="ContentHash">SHA-256 of the audio's bytes, in hexadecimal.</param>
/// <param name="Model">The network that heard it (see <see cref="AudioAnalysis.Model"/>).</param>
/// <param name="AnalyzedAt">When.</param>
/// <param name="Features">What it sounds like; null for audio that could not be heard.</param>
/// <param name="Embedding">The embedding as little-endian floats; empty where there is none.</param>
/// <param name="Failure">Why it could not be heard; null where it was.</param>
public sealed record TrackAudio(
    string Track, string ContentHash, string Model, DateTimeOffset AnalyzedAt, AudioFeatures? Features, byte[] Embedding, string? Failure);
