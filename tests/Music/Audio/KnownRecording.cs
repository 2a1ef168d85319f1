using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

/// <summary>A recording, and what is known of it; null is unknown.</summary>
/// <param name="Name">Its file's name, without the ending.</param>
/// <param name="Audio">As decoded; loops are repeated.</param>
/// <param name="Tempo">Beats a minute.</param>
/// <param name="Key">Tonic and mode.</param>
/// <param name="BeatsPerBar">Beats of a bar.</param>
internal sealed record KnownRecording(
    string Name, DecodedAudio Audio, double? Tempo, (PitchClass Key, Mode Mode)? Key = null, int? BeatsPerBar = null);
