using Mixtape.Music.Audio.Harmony;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Audio.Ears;

/// <summary>A clip as it is heard.</summary>
/// <param name="Input">For the network.</param>
/// <param name="Onsets">Where notes begin, for the estimators of rhythm.</param>
/// <param name="Pitches">Which notes sound, for the estimator of the key.</param>
internal sealed record EarsClip(EarsInput Input, OnsetCurves Onsets, PitchFrames Pitches)
{
    /// <summary>How much the clip is like itself some beats later.</summary>
    /// <param name="beatsPerMinute">The tempo, within about 0.5 %.</param>
    public float[] Similarity(double beatsPerMinute) => BeatSimilarity.Of(
        Onsets, Input.Mel, Input.Frames, Input.Chroma, Input.ChromaFrames, beatsPerMinute);
}
