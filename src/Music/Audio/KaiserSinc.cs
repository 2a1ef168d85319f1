namespace Mixtape.Music.Audio;

/// <summary>Low-pass filters: a sinc in Kaiser's window (Kaiser 1974).</summary>
internal static class KaiserSinc
{
    /// <summary>
    /// 2 half taps for a time that lies <paramref name="fraction"/> of a sample after tap half - 1, scaled to a sum of 1.
    /// </summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="half">Taps on each side.</param>
    /// <param name="cutoff">What passes, as a share of half the sample rate.</param>
    /// <param name="shape">The window's: 0.1102 (A - 8.7) for an attenuation of A decibels, over 50.</param>
    public static float[] Filter(double fraction, int half, double cutoff, double shape)
    {
        var taps = new double[2 * half];
        double sum = 0;
        for (var i = 0; i < taps.Length; i++)
        {
            var distance = i - (half - 1) - fraction;
            var inside = 1 - distance / half * (distance / half);
            var window = inside <= 0 ? 0 : BesselI0(shape * Math.Sqrt(inside)) / BesselI0(shape);
            var angle = Math.PI * cutoff * distance;
            sum += taps[i] = window * (angle == 0 ? 1 : Math.Sin(angle) / angle);
        }

        return Array.ConvertAll(taps, tap => (float)(tap / sum));
    }

    /// <summary>The modified Bessel function of the first kind and order 0: the sum of ((x / 2)^k / k!)^2.</summary>
    private static double BesselI0(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > 1e-17 * sum; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }
}
