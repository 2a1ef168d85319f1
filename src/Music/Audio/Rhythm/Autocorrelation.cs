using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Rhythm;

/// <summary>
/// How alike a curve is to itself some frames later: r[l] is the mean over t of y[t] y[t + l], divided by that for l = 0, where y is the
/// curve less its mean. About 1 where it comes again, 0 where nothing does, and 0 throughout for a constant. Immutable.
/// </summary>
public sealed class Autocorrelation
{
    private readonly float[] _values;

    /// <param name="curve">The curve.</param>
    /// <param name="longest">The longest lag that is asked for, in frames; lags of more than half the curve's length count as 0.</param>
    public Autocorrelation(ReadOnlySpan<float> curve, int longest)
    {
        double mean = 0;
        foreach (var value in curve) mean += value;
        var centred = new float[curve.Length];
        for (var t = 0; t < curve.Length; t++) centred[t] = curve[t] - (float)(mean / curve.Length);
        _values = new float[Math.Min(longest, curve.Length / 2) + 1];
        var power = Dot.Product(centred, centred) / curve.Length;
        if (curve.Length == 0 || power < 1e-12f) return;
        for (var lag = 0; lag < _values.Length; lag++)
        {
            var overlap = curve.Length - lag;
            _values[lag] = Dot.Product(centred.AsSpan(0, overlap), centred.AsSpan(lag)) / (overlap * power);
        }
    }

    /// <summary>The longest lag that is known, in frames.</summary>
    public int Longest => _values.Length - 1;

    /// <summary>The value at a lag, 0 or more, between frames by a line; 0 beyond the longest.</summary>
    public double this[double lag]
    {
        get
        {
            if (lag >= Longest) return lag == Longest ? _values[Longest] : 0;
            var whole = (int)lag;
            return _values[whole] + (lag - whole) * (_values[whole + 1] - _values[whole]);
        }
    }

    /// <summary>The highest value within <paramref name="reach"/> frames of a lag.</summary>
    public double HighestNear(double around, double reach)
    {
        var from = Math.Max(0, around - reach);
        var highest = Math.Max(this[from], this[around + reach]);
        for (var lag = (int)Math.Ceiling(from); lag <= around + reach; lag++) highest = Math.Max(highest, this[lag]);
        return highest;
    }

    /// <summary>
    /// The lag of the highest value within <paramref name="reach"/> frames of <paramref name="around"/>, between frames by a parabola;
    /// <paramref name="around"/> itself where no value inside is a peak.
    /// </summary>
    public double PeakNear(double around, double reach)
    {
        var (from, to) = (Math.Max(1, (int)Math.Ceiling(around - reach)), Math.Min(Longest - 1, (int)Math.Floor(around + reach)));
        var best = -1;
        for (var lag = from; lag <= to; lag++)
        {
            var isPeak = _values[lag] >= _values[lag - 1] && _values[lag] > _values[lag + 1];
            if (isPeak && (best < 0 || _values[lag] > _values[best])) best = lag;
        }

        if (best < 0) return around;
        var (left, right) = (_values[best - 1] - _values[best], _values[best + 1] - _values[best]);
        return best + 0.5 * (left - right) / (left + right);
    }
}
