using Mixtape.Learning.Onnx;

namespace Mixtape.Music.Audio.Ears;

/// <summary>The two networks that hear, as files, each with its manifest.</summary>
/// <param name="Ears">The network that hears tempo, key and genre, and gives the embedding; its hash stands for both.</param>
/// <param name="EarsManifest">What it is.</param>
/// <param name="Meter">The network that tells the beats of a bar.</param>
/// <param name="MeterManifest">What it is.</param>
public sealed record EarsFiles(byte[] Ears, ModelManifest EarsManifest, byte[] Meter, ModelManifest MeterManifest)
{
    /// <summary>Names of the models and their files.</summary>
    public const string EarsName = "ears", MeterName = "ears-meter";
}
