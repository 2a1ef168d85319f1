using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Rhythm;

/// <summary>
/// How much of a curve repeats so many times a second: the mean magnitude of the Fourier transforms of its pieces of <see cref="Window"/>
/// frames (12 s; half overlapping, each less its mean and through Hann's window), divided by the largest between 0.5 and 12 times a second.
/// 0 throughout for a constant. Immutable.
/// </summary>
internal sealed class RhythmSpectrum
{
    private const int Window = 512, Length = 4_096;
    private const double Slowest = 0.5, Fastest = 12;

    private readonly float[] _magnitudes;
    private readonly double _binsOfHertz;

    public RhythmSpectrum(ReadOnlySpan<float> curve, double frameRate)
    {
        var transform = new RealFourierTransform(Length);
        _binsOfHertz = Length / frameRate;
        _magnitudes = new float[transform.Bins];
        var window = Math.Min(Window, curve.Length);
        if (window < 2) return;
        var weights = new float[window];
        for (var n = 0; n < window; n++) weights[n] = (float)(1 - UnitCircle.Turn(n, window).Cosine);
        var (piece, real, imaginary) = (new float[Length], new float[transform.Bins], new float[transform.Bins]);
        for (var start = 0; start + window <= curve.Length; start += Math.Max(1, window / 2))
        {
            float mean = 0;
            foreach (var value in curve.Slice(start, window)) mean += value / window;
            for (var n = 0; n < window; n++) piece[n] = curve[start + n] - mean;
            ElementwiseProduct.Multiply(piece.AsSpan(0, window), weights, piece.AsSpan(0, window));
            transform.Forward(piece, real, imaginary);
            for (var k = 0; k < real.Length; k++) _magnitudes[k] += MathF.Sqrt(real[k] * real[k] + imaginary[k] * imaginary[k]);
        }

        float largest = 0;
        for (var k = (int)(Slowest * _binsOfHertz); k < Math.Min(Fastest * _binsOfHertz, _magnitudes.Length); k++)
            largest = MathF.Max(largest, _magnitudes[k]);
        if (largest < 1e-6f) Array.Clear(_magnitudes);
        else foreach (ref var magnitude in _magnitudes.AsSpan()) magnitude /= largest;
    }

    /// <summary>The value at a frequency, between bins by a line; 0 beyond half the frame rate.</summary>
    public double this[double hertz]
    {
        get
        {
            var place = hertz * _binsOfHertz;
            var whole = (int)place;
            if (whole + 1 >= _magnitudes.Length) return 0;
            return _magnitudes[whole] + (place - whole) * (_magnitudes[whole + 1] - _magnitudes[whole]);
        }
    }
}
