using System.Buffers;
using Mixtape.Music.Audio.Harmony;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Audio.Ears;

/// <summary>
/// Turns samples into what the network and the estimators hear: brought to one level, as mel bands, onsets, notes and chroma. Not safe for
/// concurrent use.
/// </summary>
internal sealed class EarsFrontEnd
{
    // Root mean square of what all clips are brought to: -20 dB of full scale, as much music is; and the most that a quiet one is raised.
    private const double Level = 0.1;
    private const double MostGain = 300;

    private readonly MelSpectrogram _mel = new();
    private readonly ArrayBufferWriter<float> _frames = new();

    /// <summary>Hears a clip.</summary>
    /// <param name="samples">At 22,050 a second, at least as many as a frame has.</param>
    public EarsClip Hear(ReadOnlySpan<float> samples)
    {
        var leveled = BringToLevel(samples);
        _mel.Reset();
        _frames.ResetWrittenCount();
        var frames = _mel.Process(leveled, _frames);
        var mel = new float[frames * EarsInput.Bands];
        for (var frame = 0; frame < frames; frame++)
        {
            var bands = _frames.WrittenSpan.Slice(frame * EarsInput.Bands, EarsInput.Bands);
            for (var band = 0; band < bands.Length; band++) mel[band * frames + frame] = bands[band];
        }

        var pitches = PitchSpectrogram.Compute(leveled);
        return new EarsClip(
            new EarsInput(mel, frames, Chroma.Of(pitches), pitches.Frames), OnsetStrength.Of(_frames.WrittenSpan), pitches);
    }

    private static float[] BringToLevel(ReadOnlySpan<float> samples)
    {
        var square = 0.0;
        foreach (var sample in samples) square += (double)sample * sample;
        var gain = (float)Math.Min(MostGain, Level / Math.Sqrt(square / samples.Length));
        var leveled = new float[samples.Length];
        for (var i = 0; i < samples.Length; i++) leveled[i] = gain * samples[i];
        return leveled;
    }
}
