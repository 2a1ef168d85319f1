namespace Mixtape.Numerics;

/// <summary>
/// Random numbers that are the same on every machine and in every version: xoshiro256** (Blackman and Vigna 2018), its
/// state filled by SplitMix64 from one 64-bit seed. Not for secrets. Not safe for concurrent use; give each thread its
/// own.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;
    private double _spareGaussian = double.NaN;

    /// <summary>A generator whose whole future follows from <paramref name="seed"/>.</summary>
    public SeededRandom(ulong seed)
    {
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="exclusiveMaximum"/>), without bias (Lemire 2019).</summary>
    public int Next(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        var range = (uint)exclusiveMaximum;
        var threshold = (0u - range) % range;
        while (true)
        {
            var product = (ulong)(uint)(NextUInt64() >> 32) * range;
            if ((uint)product >= threshold) return (int)(product >> 32);
        }
    }

    /// <summary>Normal with mean 0 and variance 1, by the polar method (Marsaglia and Bray 1964).</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            var spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }

        while (true)
        {
            var x = 2 * NextDouble() - 1;
            var y = 2 * NextDouble() - 1;
            var square = x * x + y * y;
            if (square is 0 or >= 1) continue;
            var scale = Math.Sqrt(-2 * Math.Log(square) / square);
            _spareGaussian = y * scale;
            return x * scale;
        }
    }

    /// <summary>
    /// One step of SplitMix64 (Steele, Lea and Flood 2014): advances <paramref name="state"/> and returns 64 mixed bits
    /// of it.
    /// </summary>
    public static ulong SplitMix64(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>
    /// SplitMix64's finalizer: a bijection of 64-bit words in which every input bit sways every output bit.
    /// </summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
