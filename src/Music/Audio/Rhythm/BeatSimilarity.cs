using Mixtape.Music.Audio.Harmony;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Rhythm;

/// <summary>
/// How much a recording is like itself some beats later, by which meters show: bars are alike, beats within them less so. Each aspect is a
/// vector a frame: the four onset curves, the onsets of 24 groups of mel bands, the groups' levels, and the chroma of each register. With
/// the mean over time taken away, the similarity at a lag is the sum over t of x(t) . x(t + lag), over the root of the sums of both squares;
/// the highest near the lag counts, so that a beat may sway. As lags are counted in beats, a song gives the same numbers at any speed. Safe
/// for concurrent use.
/// </summary>
internal static class BeatSimilarity
{
    private const int Groups = 24;
    private const int LevelStep = 4; // frames that the levels are averaged over: 93 ms

    // In beats: parts that tell duple from triple division, and bars of up to sixteen beats.
    private static readonly double[] _lags =
        [0.25, 1 / 3.0, 0.5, 2 / 3.0, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    /// <summary>How many numbers there are.</summary>
    public static int Count => Aspects * _lags.Length;

    private const int Aspects = 4 + 2 + Chroma.Registers;

    /// <summary>The similarities, aspect by aspect, at each lag; 0 at lags that the recording is too short for.</summary>
    /// <param name="onsets">The onset curves.</param>
    /// <param name="mel">[bands x frames].</param>
    /// <param name="frames">Mel frames.</param>
    /// <param name="chroma">[registers x 12 x chroma frames].</param>
    /// <param name="chromaFrames">Chroma frames.</param>
    /// <param name="beatsPerMinute">The tempo, within about 0.5 %.</param>
    public static float[] Of(OnsetCurves onsets, float[] mel, int frames, float[] chroma, int chromaFrames, double beatsPerMinute)
    {
        var similarities = new float[Count];
        var next = 0;
        foreach (var curve in (float[][])[onsets.Low, onsets.Middle, onsets.High, onsets.Full]) Add(curve, 1, onsets.FrameRate);
        var levels = GroupLevels(mel, frames);
        Add(Rises(levels, frames), Groups, onsets.FrameRate);
        Add(Averages(levels, frames), Groups, onsets.FrameRate / LevelStep);
        var register = Chroma.Classes * chromaFrames;
        for (var i = 0; i < Chroma.Registers; i++)
            Add(chroma.AsSpan(i * register, register).ToArray(), Chroma.Classes, PitchSpectrogram.FrameRate);
        return similarities;

        void Add(float[] vectors, int width, double rate)
        {
            var length = vectors.Length / width;
            var centred = Centre(vectors, width, length);
            foreach (var lag in _lags) similarities[next++] = (float)HighestNear(centred, width, length, lag * 60 * rate / beatsPerMinute);
        }
    }

    private static float[] GroupLevels(float[] mel, int frames)
    {
        var levels = new float[Groups * frames];
        var bands = mel.Length / frames;
        for (var band = 0; band < bands; band++)
        {
            var group = levels.AsSpan(band * Groups / bands * frames, frames);
            var values = mel.AsSpan(band * frames, frames);
            for (var t = 0; t < frames; t++) group[t] += values[t];
        }

        return levels;
    }

    private static float[] Rises(float[] levels, int frames)
    {
        const int Lag = 2; // as OnsetStrength
        var rises = new float[levels.Length];
        for (var group = 0; group < Groups; group++)
        {
            for (var t = Lag; t < frames; t++)
                rises[group * frames + t] = Math.Max(0, levels[group * frames + t] - levels[group * frames + t - Lag]);
        }

        return rises;
    }

    private static float[] Averages(float[] levels, int frames)
    {
        var length = frames / LevelStep;
        var averages = new float[Groups * length];
        for (var i = 0; i < averages.Length; i++)
        {
            var start = i / length * frames + i % length * LevelStep;
            for (var t = 0; t < LevelStep; t++) averages[i] += levels[start + t];
        }

        return averages;
    }

    /// <summary>[length x width] of [width x length], less each row's mean.</summary>
    private static float[] Centre(float[] vectors, int width, int length)
    {
        var centred = new float[vectors.Length];
        for (var row = 0; row < width; row++)
        {
            var values = vectors.AsSpan(row * length, length);
            var mean = 0.0;
            foreach (var value in values) mean += value;
            mean /= Math.Max(1, length);
            for (var t = 0; t < length; t++) centred[t * width + row] = (float)(values[t] - mean);
        }

        return centred;
    }

    /// <summary>The highest similarity within 0.7 frames and 0.4 % of a lag, between frames in a straight line; 0 beyond three quarters.</summary>
    private static double HighestNear(float[] centred, int width, int length, double lag)
    {
        var reach = 0.7 + 0.004 * lag;
        var (first, last) = ((int)Math.Floor(lag - reach), (int)Math.Ceiling(lag + reach));
        if (last + 1 >= length * 3 / 4) return 0;
        var at = new double[last - first + 1];
        for (var i = 0; i < at.Length; i++) at[i] = first + i < 1 ? 0 : Similarity(centred, width, length, first + i);
        double At(double place)
        {
            var i = Math.Clamp((int)(place - first), 0, at.Length - 2);
            return at[i] + (place - first - i) * (at[i + 1] - at[i]);
        }

        var highest = Math.Max(At(lag - reach), At(lag + reach));
        for (var i = 0; i < at.Length; i++)
            if (Math.Abs(first + i - lag) <= reach) highest = Math.Max(highest, at[i]);
        return highest;
    }

    private static double Similarity(float[] centred, int width, int length, int lag)
    {
        var count = (length - lag) * width;
        var now = centred.AsSpan(0, count);
        var later = centred.AsSpan(lag * width, count);
        var squares = Dot.Product(now, now) * (double)Dot.Product(later, later);
        return squares > 0 ? Dot.Product(now, later) / Math.Sqrt(squares) : 0;
    }
}
