using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Rhythm;

/// <summary>
/// Tells from a mel spectrogram where notes begin. A band's onset at a frame is what its compressed power has risen by since two frames
/// before (a window of 93 ms takes about that long to fill), 0 where it has fallen; a curve is the sum over its bands, less the mean of the
/// curve over half a second on either side, 0 where that is more, divided by the curve's root mean square. Safe for concurrent use.
/// </summary>
public static class OnsetStrength
{
    private const int Lag = 2;
    private const double MeanSeconds = 0.5;
    private const double LowHertz = 200, HighHertz = 2_000;

    /// <summary>The onsets of a recording.</summary>
    /// <param name="mel">[frames x bands], as <see cref="MelSpectrogram"/> gives them.</param>
    /// <param name="options">How the frames were made; null for the defaults.</param>
    /// <exception cref="ArgumentException">The numbers are not whole frames.</exception>
    public static OnsetCurves Of(ReadOnlySpan<float> mel, MelOptions? options = null)
    {
        options ??= new MelOptions();
        if (mel.Length % options.Bands != 0)
            throw new ArgumentException(
                $"{mel.Length} numbers are no whole frames of {options.Bands} bands: pass the options that they were made with.");
        var frames = mel.Length / options.Bands;
        var (low, middle, high) = (BandOf(LowHertz, options), BandOf(HighHertz, options), options.Bands);
        var (lows, middles, highs, fulls) = (new float[frames], new float[frames], new float[frames], new float[frames]);
        for (var t = Lag; t < frames; t++)
        {
            var now = mel.Slice(t * options.Bands, options.Bands);
            var before = mel.Slice((t - Lag) * options.Bands, options.Bands);
            lows[t] = Rise(before[..low], now[..low]);
            middles[t] = Rise(before[low..middle], now[low..middle]);
            highs[t] = Rise(before[middle..], now[middle..]);
            fulls[t] = lows[t] + middles[t] + highs[t];
        }

        var rate = (double)options.SampleRate / options.Hop;
        foreach (var curve in new[] { lows, middles, highs, fulls }) Sharpen(curve, (int)(MeanSeconds * rate));
        return new OnsetCurves(rate, fulls, lows, middles, highs);
    }

    /// <summary>The first band whose middle is over a frequency.</summary>
    private static int BandOf(double hertz, MelOptions options)
    {
        var (low, high) = (MelFilterBank.Mel(options.MinimumHertz), MelFilterBank.Mel(options.MaximumHertz));
        var place = (MelFilterBank.Mel(hertz) - low) / (high - low) * (options.Bands + 1) - 1;
        return Math.Clamp((int)Math.Ceiling(place), 0, options.Bands);
    }

    private static float Rise(ReadOnlySpan<float> before, ReadOnlySpan<float> now)
    {
        float sum = 0;
        for (var band = 0; band < now.Length; band++) sum += MathF.Max(0, now[band] - before[band]);
        return sum;
    }

    private static void Sharpen(float[] curve, int reach)
    {
        var sums = new double[curve.Length + 1];
        for (var t = 0; t < curve.Length; t++) sums[t + 1] = sums[t] + curve[t];
        for (var t = 0; t < curve.Length; t++)
        {
            var (from, to) = (Math.Max(0, t - reach), Math.Min(curve.Length, t + reach + 1));
            curve[t] = MathF.Max(0, curve[t] - (float)((sums[to] - sums[from]) / (to - from)));
        }

        var square = Dot.Product(curve, curve);
        if (square == 0) return;
        var scale = MathF.Sqrt(curve.Length / square);
        foreach (ref var value in curve.AsSpan()) value *= scale;
    }
}
