namespace Mixtape.Music.Audio.Harmony;

/// <summary>A sine that stands out of a spectrum.</summary>
/// <param name="Pitch">Semitones over C1 (32.70 Hz) where A4 is 440 Hz.</param>
/// <param name="Amplitude">How far it stands out, in the samples' scale.</param>
internal readonly record struct SpectralPeak(float Pitch, float Amplitude);
