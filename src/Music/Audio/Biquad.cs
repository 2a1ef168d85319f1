namespace Mixtape.Music.Audio;

/// <summary>
/// A recursive filter of second order, H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2), that K-weighting is made of. The two
/// filters that ITU-R BS.1770-4 tables at 48 kHz serve any rate by way of the analogue filter behind them.
/// </summary>
internal readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
{
    private const double TableRate = 48_000;

    /// <summary>The head's shelf (BS.1770-4, table 1).</summary>
    public static Biquad Shelf { get; } = new(1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585);

    /// <summary>The high-pass (BS.1770-4, table 2).</summary>
    public static Biquad HighPass { get; } = new(1, -2, 1, -1.99004745483398, 0.99007225036621);

    /// <summary>The filter of the tables' rate at another one: the bilinear transform back, and there again.</summary>
    public Biquad At(int sampleRate)
    {
        if (sampleRate == TableRate) return this;
        var ratio = sampleRate / TableRate;
        var (b0, b1, b2) = Move(B0, B1, B2, ratio);
        var (a0, a1, a2) = Move(1, A1, A2, ratio);
        return new Biquad(b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);
    }

    /// <summary>Filters one sample; <paramref name="s1"/> and <paramref name="s2"/> are the filter's memory, zeros at first.</summary>
    public double Filter(double x, ref double s1, ref double s2)
    {
        var y = Math.FusedMultiplyAdd(B0, x, s1);
        s1 = Math.FusedMultiplyAdd(B1, x, Math.FusedMultiplyAdd(-A1, y, s2));
        s2 = Math.FusedMultiplyAdd(B2, x, -(A2 * y));
        return y;
    }

    /// <summary>
    /// c0 z^2 + c1 z + c2 as a polynomial of u = (z - 1) / (z + 1), which is proportional to frequency over rate, with u scaled, and back.
    /// </summary>
    private static (double C0, double C1, double C2) Move(double c0, double c1, double c2, double ratio)
    {
        var constant = c0 + c1 + c2;
        var linear = 2 * (c0 - c2) * ratio;
        var square = (c0 - c1 + c2) * ratio * ratio;
        return (constant + linear + square, 2 * (constant - square), constant - linear + square);
    }
}
