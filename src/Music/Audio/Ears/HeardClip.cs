namespace Mixtape.Music.Audio.Ears;

/// <summary>What the network makes of a clip; all but the embedding are probabilities.</summary>
/// <param name="Tempo">Of each tempo of <see cref="TempoGrid"/>.</param>
/// <param name="Key">Of the twelve keys in major, then in minor.</param>
/// <param name="Genre">Of each genre.</param>
/// <param name="Embedding">Where the clip lies among all sound, of any length.</param>
internal sealed record HeardClip(float[] Tempo, float[] Key, float[] Genre, float[] Embedding);
