namespace Mixtape.Music.Audio.Rendering;

/// <summary>A song that was made up, with what is true of it.</summary>
/// <param name="Samples">Mono, <see cref="SongRenderer.SampleRate"/>; every one below 1 in magnitude.</param>
/// <param name="Truth">What is true of it.</param>
public sealed record RenderedSong(float[] Samples, SongTruth Truth);
