using System.Runtime.InteropServices;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Harmony;

/// <summary>
/// Tells which notes sound when: frames by the 72 semitones C1 (32.70 Hz) to B6 (1,976 Hz), for mono samples at
/// <see cref="AudioDecoder.SampleRate"/>. Frame t looks at the samples from t <see cref="Hop"/> to t <see cref="Hop"/> +
/// <see cref="Window"/>; what is left after the last whole frame is not seen. Of each frame
/// <list type="number">
/// <item>the sines that stand out of the spectrum are taken, drums and noise left (see <see cref="PeakFinder"/>). Below C3 notes lie only a
/// few hertz apart, so there the window is twice as long, about the same centre, moved inward where it would reach beyond the recording's
/// ends; between B2 and C#3 one window's sines give way to the other's;</item>
/// <item>an amplitude a at f hertz counts as a (f / 440)^0.5, for music is louder the lower it is;</item>
/// <item>the whole recording's tuning is the circular mean of all sines' places between semitones, weighted by those amplitudes;</item>
/// <item>on the grid shifted by it, a sine d semitones from a note adds cos^2(pi d / 2) of its amplitude to it, for |d| &lt; 1;</item>
/// <item>a note of amplitude a gets ln(1 + 30 a / r), where r is the mean over the frames of their largest amplitude.</item>
/// </list>
/// So loudness does not matter, and two steps of a scale, or a detuned recording, do not blur. Silence gives zeros. Only what is below
/// 2 kHz counts, so a quarter of the samples is enough: they go through a low-pass filter first. Safe for concurrent use.
/// </summary>
public static class PitchSpectrogram
{
    /// <summary>Notes of a frame.</summary>
    public const int Semitones = 72;

    /// <summary>Samples from one frame's start to the next.</summary>
    public const int Hop = 4_096;

    /// <summary>Samples of a frame.</summary>
    public const int Window = 8_192;

    private const int Fourth = 4;
    private const int ShortWindow = Window / Fourth, LongWindow = 2 * ShortWindow, Step = Hop / Fourth;
    private const float Split = 24; // C3
    private const float Compression = 30;
    private const double LowestHertz = 32.703195662574829; // C1, where A4 is 440 Hz

    // From 2.1 kHz on, past B6, a sine fades, and from 3.4 kHz, which would come down to 2.1, it is 60 dB down.
    private static readonly float[] _lowPass = KaiserSinc.Filter(0, 32, 0.25, 0.1102 * (60 - 8.7));

    /// <summary>Frames a second.</summary>
    public static double FrameRate => (double)AudioDecoder.SampleRate / Hop;

    /// <summary>How many frames come of so many samples.</summary>
    public static int FramesOf(int samples) => samples < Window ? 0 : (samples - Window) / Hop + 1;

    /// <summary>The notes of a recording.</summary>
    /// <param name="samples">One channel at 22,050 samples a second, all finite.</param>
    public static PitchFrames Compute(ReadOnlySpan<float> samples)
    {
        var frames = FramesOf(samples.Length);
        var (peaks, ends) = Peaks(Decimate(samples, frames), frames);
        var tuning = Tuning(CollectionsMarshal.AsSpan(peaks));
        var values = new float[frames * Semitones];
        float loudest = 0;
        for (var (t, start) = (0, 0); t < frames; start = ends[t++])
            loudest += Spread(CollectionsMarshal.AsSpan(peaks)[start..ends[t]], tuning, values.AsSpan(t * Semitones, Semitones));
        if (loudest > 0)
        {
            var scale = Compression * frames / loudest;
            foreach (ref var value in values.AsSpan()) value *= scale;
            Logarithm.OfOnePlus(values, values);
        }

        return new PitchFrames(frames, values, 100 * tuning);
    }

    /// <summary>Hertz of a pitch in semitones over C1.</summary>
    internal static double Hertz(double pitch) => LowestHertz * Math.Pow(2, pitch / 12);

    /// <summary>Semitones over C1 of a frequency.</summary>
    internal static double Pitch(double hertz) => 12 * Math.Log2(hertz / LowestHertz);

    /// <summary>Every fourth of the low-passed samples that the frames hold, and silence up to a long window.</summary>
    private static float[] Decimate(ReadOnlySpan<float> samples, int frames)
    {
        if (frames == 0) return [];
        var decimated = new float[Math.Max((frames - 1) * Step + ShortWindow, LongWindow)];
        var (taps, before) = (_lowPass.Length, _lowPass.Length / 2 - 1);
        Span<float> edge = stackalloc float[taps];
        for (var n = 0; n < decimated.Length; n++)
        {
            var start = n * Fourth - before;
            if (start >= samples.Length) break;
            if (start >= 0 && start + taps <= samples.Length)
            {
                decimated[n] = Dot.Product(_lowPass, samples.Slice(start, taps));
                continue;
            }

            edge.Clear();
            var first = Math.Max(0, start);
            samples[first..Math.Min(samples.Length, start + taps)].CopyTo(edge[(first - start)..]);
            decimated[n] = Dot.Product(_lowPass, edge);
        }

        return decimated;
    }

    /// <summary>All frames' sines, weighted by their height, and where those of each frame end.</summary>
    private static (List<SpectralPeak> Peaks, int[] Ends) Peaks(float[] samples, int frames)
    {
        const double Rate = (double)AudioDecoder.SampleRate / Fourth;
        var low = new PeakFinder(LongWindow, Rate, -1, Split + 1);
        var high = new PeakFinder(ShortWindow, Rate, Split - 1, Semitones);
        var (peaks, ends) = (new List<SpectralPeak>(frames * 64), new int[frames]);
        for (var t = 0; t < frames; t++)
        {
            var start = t * Step;
            var longStart = Math.Clamp(start - (LongWindow - ShortWindow) / 2, 0, samples.Length - LongWindow);
            var first = peaks.Count;
            low.Find(samples.AsSpan(longStart, LongWindow), peaks);
            Weigh(CollectionsMarshal.AsSpan(peaks)[first..], isLow: true);
            first = peaks.Count;
            high.Find(samples.AsSpan(start, ShortWindow), peaks);
            Weigh(CollectionsMarshal.AsSpan(peaks)[first..], isLow: false);
            ends[t] = peaks.Count;
        }

        return (peaks, ends);
    }

    private static void Weigh(Span<SpectralPeak> peaks, bool isLow)
    {
        const float A4 = 45;
        foreach (ref var peak in peaks)
        {
            var high = Math.Clamp((peak.Pitch - (Split - 1)) / 2, 0, 1);
            var tilt = MathF.Pow(2, (peak.Pitch - A4) / 24);
            peak = peak with { Amplitude = peak.Amplitude * tilt * (isLow ? 1 - high : high) };
        }
    }

    /// <summary>How far the notes lie over the grid, -0.5 to 0.5 semitones.</summary>
    private static double Tuning(ReadOnlySpan<SpectralPeak> peaks)
    {
        double cosine = 0, sine = 0;
        foreach (var peak in peaks)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * peak.Pitch);
            (cosine, sine) = (cosine + peak.Amplitude * c, sine + peak.Amplitude * s);
        }

        return Math.Atan2(sine, cosine) / (2 * Math.PI);
    }

    /// <summary>Adds a frame's sines to its notes.</summary>
    /// <returns>The largest note.</returns>
    private static float Spread(ReadOnlySpan<SpectralPeak> peaks, double tuning, Span<float> notes)
    {
        foreach (var peak in peaks)
        {
            var pitch = peak.Pitch - (float)tuning;
            var note = (int)MathF.Floor(pitch);
            var sine = MathF.Sin(MathF.PI / 2 * (pitch - note));
            if (note is >= 0 and < Semitones) notes[note] += peak.Amplitude * (1 - sine * sine);
            if (note is >= -1 and < Semitones - 1) notes[note + 1] += peak.Amplitude * sine * sine;
        }

        float largest = 0;
        foreach (var note in notes) largest = MathF.Max(largest, note);
        return largest;
    }
}
