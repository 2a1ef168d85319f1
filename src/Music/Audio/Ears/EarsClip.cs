using Mixtape.Music.Audio.Harmony;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Audio.Ears;

/// <summary>A clip as it is heard.</summary>
/// <param name="Input">For the network.</param>
/// <param name="Onsets">Where notes begin, for the estimators of rhythm.</param>
/// <param name="Pitches">Which notes sound, for the estimator of the key.</param>
internal sealed record EarsClip(EarsInput Input, OnsetCurves Onsets, PitchFrames Pitches)
{
    /// <summary>
    /// How much begins in the clip: the mean over frames of what the bands' compressed power has risen by since two frames before, summed
    /// over bands. Rendered songs have 9 and more, a held tone has none.
    /// </summary>
    public double Liveliness
    {
        get
        {
            const int Lag = 2; // as OnsetStrength
            var rises = 0.0;
            for (var band = 0; band < EarsInput.Bands; band++)
            {
                var levels = Input.Mel.AsSpan(band * Input.Frames, Input.Frames);
                for (var t = Lag; t < levels.Length; t++) rises += Math.Max(0, levels[t] - levels[t - Lag]);
            }

            return rises / Input.Frames;
        }
    }

    /// <summary>How much the clip is like itself some beats later.</summary>
    /// <param name="beatsPerMinute">The tempo, within about 0.5 %.</param>
    public float[] Similarity(double beatsPerMinute) => BeatSimilarity.Of(
        Onsets, Input.Mel, Input.Frames, Input.Chroma, Input.ChromaFrames, beatsPerMinute);
}
