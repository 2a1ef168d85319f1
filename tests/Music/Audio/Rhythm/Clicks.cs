using System.Buffers;
using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Rhythm;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio.Rhythm;

/// <summary>Drum tracks: short bursts of noise, and low thuds, at known times.</summary>
internal static class Clicks
{
    private const int Rate = AudioDecoder.SampleRate;

    /// <summary>A burst on each beat, as loud as its place in the bar says.</summary>
    public static float[] Track(double beatsPerMinute, double seconds, params double[] bar)
    {
        var samples = new float[(int)(seconds * Rate)];
        for (var beat = 0; beat * 60 / beatsPerMinute < seconds; beat++)
            Strike(samples, beat * 60 / beatsPerMinute, bar[beat % bar.Length]);
        return samples;
    }

    /// <summary>Adds a burst of noise that fades within 30 ms.</summary>
    public static void Strike(float[] samples, double seconds, double amplitude)
    {
        var random = new SeededRandom(1);
        var start = (int)(seconds * Rate);
        for (var n = 0; n < Rate / 10 && start + n < samples.Length; n++)
            samples[start + n] += (float)(amplitude * 0.3 * random.NextGaussian() * Math.Exp(-n / (0.01 * Rate)));
    }

    /// <summary>Adds a thud at 60 Hz that fades within 200 ms.</summary>
    public static void Thud(float[] samples, double seconds, double amplitude)
    {
        var start = (int)(seconds * Rate);
        for (var n = 0; n < Rate / 2 && start + n < samples.Length; n++)
            samples[start + n] += (float)(amplitude * Math.Sin(2 * Math.PI * 60 * n / Rate) * Math.Exp(-n / (0.06 * Rate)));
    }

    public static OnsetCurves Onsets(float[] samples)
    {
        var frames = new ArrayBufferWriter<float>();
        new MelSpectrogram().Process(samples, frames);
        return OnsetStrength.Of(frames.WrittenSpan);
    }
}
