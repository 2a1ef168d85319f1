using System.Buffers;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio;

/// <summary>
/// How sound looks to the ear: frames by mel bands. Frame t holds the samples from t hop to t hop + window, as they are: nothing is added
/// before the start or after the end, and what is left after the last whole frame is not seen. Each frame is
/// <list type="number">
/// <item>weighted by Hann's window w[n] = (1 - cos(2 pi n / window)) / 2;</item>
/// <item>transformed to its power P[k] = |X[k]|^2 / (sum of w)^2, so that a sine of amplitude a at a bin has a^2 / 4 there;</item>
/// <item>summed into bands by a <see cref="MelFilterBank"/>;</item>
/// <item>compressed to ln(1 + c power).</item>
/// </list>
/// The same frames come out however the samples are cut into pieces. Allocates nothing once made. Not safe for concurrent use.
/// </summary>
public sealed class MelSpectrogram
{
    private readonly MelOptions _options;
    private readonly MelFilterBank _filters;
    private readonly RealFourierTransform _transform;
    private readonly float[] _window; // scaled by 1 / sum
    private readonly float[] _frame, _weighted, _real, _imaginary;
    private int _filled;
    private int _skip; // samples between frames, where the hop is longer than the window

    /// <param name="options">How to see; null for the defaults.</param>
    /// <exception cref="ArgumentException">The bands do not fit the sample rate and the window.</exception>
    public MelSpectrogram(MelOptions? options = null)
    {
        _options = options ?? new MelOptions();
        _transform = new RealFourierTransform(_options.Window);
        _filters = new MelFilterBank(_transform.Bins, _options);
        _window = new float[_options.Window];
        for (var n = 0; n < _window.Length; n++)
            _window[n] = (float)((1 - UnitCircle.Turn(n, _window.Length).Cosine) / _window.Length); // the sum of w is half the length
        (_frame, _weighted) = (new float[_options.Window], new float[_options.Window]);
        (_real, _imaginary) = (new float[_transform.Bins], new float[_transform.Bins]);
    }

    /// <summary>Numbers of a frame.</summary>
    public int Bands => _options.Bands;

    /// <summary>Frames a second.</summary>
    public double FrameRate => (double)_options.SampleRate / _options.Hop;

    /// <summary>How many frames come of so many samples in all.</summary>
    public long FramesOf(long samples) => samples < _options.Window ? 0 : (samples - _options.Window) / _options.Hop + 1;

    /// <summary>Takes samples, and writes the frames that they complete, the bands of each in order from the lowest.</summary>
    /// <returns>Frames written.</returns>
    public int Process(ReadOnlySpan<float> samples, IBufferWriter<float> frames)
    {
        var written = 0;
        while (samples.Length > 0)
        {
            if (_skip > 0)
            {
                var skipped = Math.Min(_skip, samples.Length);
                _skip -= skipped;
                samples = samples[skipped..];
                continue;
            }

            var taken = Math.Min(samples.Length, _frame.Length - _filled);
            samples[..taken].CopyTo(_frame.AsSpan(_filled));
            _filled += taken;
            samples = samples[taken..];
            if (_filled < _frame.Length) continue;
            Write(frames.GetSpan(Bands)[..Bands]);
            frames.Advance(Bands);
            written++;
            Advance();
        }

        return written;
    }

    /// <summary>Forgets all samples, for the next recording.</summary>
    public void Reset() => (_filled, _skip) = (0, 0);

    private void Write(Span<float> bands)
    {
        ElementwiseProduct.Multiply(_frame, _window, _weighted);
        _transform.Forward(_weighted, _real, _imaginary);
        for (var k = 0; k < _real.Length; k++) _real[k] = MathF.FusedMultiplyAdd(_real[k], _real[k], _imaginary[k] * _imaginary[k]);
        _filters.Apply(_real, bands);
        foreach (ref var band in bands) band *= _options.Compression;
        Logarithm.OfOnePlus(bands, bands);
    }

    private void Advance()
    {
        var kept = Math.Max(0, _frame.Length - _options.Hop);
        _skip = Math.Max(0, _options.Hop - _frame.Length);
        _frame.AsSpan(_frame.Length - kept).CopyTo(_frame);
        _filled = kept;
    }
}
