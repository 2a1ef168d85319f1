namespace Mixtape.Music.Tests.Audio;

/// <summary>Sines, and how much of one is in a signal.</summary>
internal static class Tones
{
    public static float[] Sine(double hertz, int rate, int length, double amplitude = 1, double phase = 0)
    {
        var samples = new float[length];
        for (var i = 0; i < length; i++) samples[i] = (float)(amplitude * Math.Sin(2 * Math.PI * hertz * i / rate + phase));
        return samples;
    }

    /// <summary>The best fit of a sine at <paramref name="hertz"/>, and the root mean square of what it leaves.</summary>
    public static (double Amplitude, double Phase, double Remainder) Fit(ReadOnlySpan<float> samples, double hertz, int rate, int first)
    {
        double ss = 0, sc = 0, cc = 0, ys = 0, yc = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hertz * (first + i) / rate);
            (ss, sc, cc) = (ss + s * s, sc + s * c, cc + c * c);
            (ys, yc) = (ys + samples[i] * s, yc + samples[i] * c);
        }

        var determinant = ss * cc - sc * sc;
        var (sine, cosine) = ((ys * cc - yc * sc) / determinant, (yc * ss - ys * sc) / determinant);
        double rest = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hertz * (first + i) / rate);
            var difference = samples[i] - sine * s - cosine * c;
            rest += difference * difference;
        }

        return (Math.Sqrt(sine * sine + cosine * cosine), Math.Atan2(cosine, sine), Math.Sqrt(rest / samples.Length));
    }

    public static double Decibels(double ratio) => 20 * Math.Log10(ratio);
}
