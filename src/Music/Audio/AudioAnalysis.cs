using Mixtape.Music.Audio.Ears;

namespace Mixtape.Music.Audio;

/// <summary>What came of hearing a recording.</summary>
/// <param name="Features">What a listener would say of it.</param>
/// <param name="Embedding">Where it lies among all sound, as the network hears it: of length 1; empty where there is nothing to hear.</param>
/// <param name="Model">Which network heard it: the hash of its file in hexadecimal. Embeddings of different networks do not compare.</param>
public sealed record AudioAnalysis(AudioFeatures Features, float[] Embedding, string Model)
{
    /// <summary>Numbers of an embedding.</summary>
    public const int EmbeddingWidth = EarsNetwork.EmbeddingWidth;
}
