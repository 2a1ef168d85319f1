using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio.Harmony;

/// <summary>
/// Finds the sines in a window of samples: bins of the spectrum (through Hann's window) that are larger than both neighbours and stand out
/// of the mean of the <see cref="Reach"/> bins on either side, <see cref="Floor"/> times of which is taken off: drums and noise have a
/// spectrum without such bins. Where between bins a peak lies, and how high it is, says the parabola through the logarithms of its three
/// highest bins, within 0.02 bins for a lone sine. Not safe for concurrent use.
/// </summary>
internal sealed class PeakFinder
{
    private const int Reach = 12;
    private const float Floor = 1.5f;

    private readonly RealFourierTransform _transform;
    private readonly float[] _window, _weighted, _real, _imaginary, _sums;
    private readonly double _binHertz;
    private readonly int _first, _end; // bins that are looked at

    /// <param name="window">Samples of a window, a power of two.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="lowest">The lowest pitch to find, in semitones over C1.</param>
    /// <param name="highest">The pitch that all found lie below.</param>
    public PeakFinder(int window, double sampleRate, double lowest, double highest)
    {
        _transform = new RealFourierTransform(window);
        _binHertz = sampleRate / window;
        (Lowest, Highest) = (lowest, highest);
        _first = Math.Max(1, (int)(PitchSpectrogram.Hertz(lowest) / _binHertz));
        _end = Math.Min(_transform.Bins - 1, (int)Math.Ceiling(PitchSpectrogram.Hertz(highest) / _binHertz) + 1);
        _window = new float[window];
        for (var n = 0; n < window; n++)
            _window[n] = (float)((1 - UnitCircle.Turn(n, window).Cosine) * 2 / window); // a sine keeps its amplitude
        (_weighted, _real, _imaginary) = (new float[window], new float[_transform.Bins], new float[_transform.Bins]);
        _sums = new float[_transform.Bins + 1];
    }

    private double Lowest { get; }

    private double Highest { get; }

    /// <summary>Adds the peaks of a window, from the lowest.</summary>
    public void Find(ReadOnlySpan<float> samples, List<SpectralPeak> peaks)
    {
        ElementwiseProduct.Multiply(samples, _window, _weighted);
        _transform.Forward(_weighted, _real, _imaginary);
        var (magnitudes, last) = (_real, Math.Min(_end + Reach, _real.Length - 1));
        for (var k = 0; k <= last; k++)
        {
            magnitudes[k] = MathF.Sqrt(MathF.FusedMultiplyAdd(_real[k], _real[k], _imaginary[k] * _imaginary[k]));
            _sums[k + 1] = _sums[k] + magnitudes[k];
        }

        for (var k = _first; k < _end; k++)
        {
            var height = magnitudes[k];
            if (height <= magnitudes[k - 1] || height < magnitudes[k + 1]) continue;
            var (from, to) = (Math.Max(0, k - Reach), Math.Min(last + 1, k + Reach + 1));
            var floor = Floor * (_sums[to] - _sums[from]) / (to - from);
            if (height > floor) Add(magnitudes[k - 1], height, magnitudes[k + 1], k, floor, peaks);
        }
    }

    private void Add(float before, float height, float after, int bin, float floor, List<SpectralPeak> peaks)
    {
        var (left, right) = (Math.Log(before / height), Math.Log(after / height));
        var curvature = left + right; // below 0, and minus infinity beside a bin that holds nothing
        var offset = double.IsFinite(curvature) ? 0.5 * (left - right) / curvature : 0;
        var rise = double.IsFinite(curvature) ? 0.25 * (right - left) * offset : 0;
        var pitch = PitchSpectrogram.Pitch((bin + offset) * _binHertz);
        if (pitch < Lowest || pitch >= Highest) return;
        peaks.Add(new SpectralPeak((float)pitch, (float)(height * Math.Exp(rise)) - floor));
    }
}
