using Mixtape.Music.Audio;

namespace Mixtape.Music.Genres;

/// <summary>A track that groups are found from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Embedding">Where its sound lies; finite, and not 0.</param>
/// <param name="Features">What it sounds like; null where that is not known.</param>
public sealed record SampledTrack(string Id, float[] Embedding, AudioFeatures? Features = null);
