namespace Mixtape.Numerics;

/// <summary>
/// Points of the unit circle by arithmetic alone, so that they are the same on every machine, whatever sine its library has. Within
/// 3e-16 of the true ones.
/// </summary>
public static class UnitCircle
{
    /// <summary>(cos, sin) of 2 pi k / n: the point after k of the n equal steps of a turn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is not 1 to 2^59, or k is not 0 to n.</exception>
    public static (double Cosine, double Sine) Turn(long k, long n)
    {
        if (n is < 1 or > 1L << 59) throw new ArgumentOutOfRangeException(nameof(n), n, "a turn has 1 to 2^59 steps.");
        if (k < 0 || k > n) throw new ArgumentOutOfRangeException(nameof(k), k, "the steps must be 0 to the whole turn.");
        var (octant, rest) = Math.DivRem(8 * k, n);
        var (c, s) = FirstOctant(octant % 2 == 0 ? rest : n - rest, n); // odd octants run back from where they end
        return (octant % 8) switch
        {
            0 => (c, s),
            1 => (s, c),
            2 => (-s, c),
            3 => (-c, s),
            4 => (-c, -s),
            5 => (-s, -c),
            6 => (s, -c),
            _ => (c, -s),
        };
    }

    /// <summary>(cos, sin) of (pi / 4) part / whole, by Taylor's series: the first term left out is below 1e-17.</summary>
    private static (double Cosine, double Sine) FirstOctant(long part, long whole)
    {
        var angle = Math.PI / 4 * ((double)part / whole);
        var square = angle * angle;
        double cosine = 1, sine = 1;
        for (var i = 16; i >= 2; i -= 2)
        {
            cosine = 1 - square / (i * (i - 1)) * cosine;
            sine = 1 - square / (i * (i + 1)) * sine;
        }

        return (cosine, angle * sine);
    }
}
