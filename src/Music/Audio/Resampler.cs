using System.Buffers;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio;

/// <summary>
/// Changes the sample rate of one channel by a windowed sinc (Smith 2002; Kaiser's window): output n is the input's low-passed curve at
/// the time n / toRate. At the lower of the two rates, everything up to 0.86 of half that rate passes within 0.001 dB, and what would
/// alias, or mirror, is at least 90 dB down. Constants stay as they are. The input counts as silent before its start and after its end.
/// <para>
/// The same bytes come out however the input is cut into pieces. Allocates nothing once made. Not safe for concurrent use.
/// </para>
/// </summary>
public sealed class Resampler
{
    // Zero crossings of the sinc on each side, at the lower rate: 48 make the transition an eighth of its band.
    private const int ZeroCrossings = 48;

    // Kaiser's formulas for 100 dB: the window's shape, and how wide half a transition is then.
    private const double Attenuation = 100, Shape = 0.1102 * (Attenuation - 8.7);
    private const double HalfTransition = (Attenuation - 8) / (2.285 * 2 * ZeroCrossings * Math.PI) / 2;

    // Rates without a common factor have as many phases as samples a second. A line between 1,024 of them errs by less than -100 dB.
    private const int MaximumPhases = 1_024;

    private const int BlockLength = 4_096;

    private readonly int _up, _down; // the rates without their common factor
    private readonly int _phases, _taps;
    private readonly float[][] _filters; // one for each phase, and one for a whole step, which is the first, one sample on
    private readonly float[] _history;
    private int _filled;
    private long _input, _output; // samples taken, and given
    private long _dropped; // samples that the history no longer holds, those of the silence before the start included
    private bool _ended;

    /// <param name="fromRate">Samples a second that come, 1 or more.</param>
    /// <param name="toRate">Samples a second that go, 1 or more; fewer than 256 times more or fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of range.</exception>
    public Resampler(int fromRate, int toRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toRate);
        var (larger, smaller) = (Math.Max(fromRate, toRate), Math.Min(fromRate, toRate));
        if (larger / smaller >= 256)
            throw new ArgumentOutOfRangeException(
                nameof(toRate), toRate, $"from {fromRate} samples a second, fewer than 256 times more or fewer.");
        var common = GreatestCommonDivisor(fromRate, toRate);
        (_up, _down) = (toRate / common, fromRate / common);
        _phases = Math.Min(_up, MaximumPhases);
        var isCopy = _up == _down;
        var half = isCopy ? 1 : (int)Math.Ceiling(ZeroCrossings * Math.Max(1, (double)_down / _up));
        _taps = 2 * half;
        _filters = new float[_phases + 1][];
        var cutoff = Math.Min(1, (double)_up / _down) * (1 - HalfTransition);
        for (var phase = 0; phase <= _phases; phase++)
            _filters[phase] = isCopy ? Copy(phase) : KaiserSinc.Filter((double)phase / _phases, half, cutoff, Shape);
        _history = new float[_taps + BlockLength];
        _filled = half - 1; // silence
        _dropped = -_filled;
    }

    /// <summary>How many samples come of so many in all: those at times before the input's end.</summary>
    public long OutputOf(long input) => (input * _up + _down - 1) / _down;

    /// <summary>Takes samples, and writes those that they settle; the last few need what comes next, or <see cref="Finish"/>.</summary>
    /// <exception cref="InvalidOperationException">It is finished.</exception>
    public void Process(ReadOnlySpan<float> samples, IBufferWriter<float> output)
    {
        if (_ended) throw new InvalidOperationException("The resampler is finished: make another for the next recording.");
        _input += samples.Length;
        Take(samples, output, long.MaxValue);
    }

    /// <summary>Writes what is left: in all, <see cref="OutputOf"/> as many as were taken.</summary>
    /// <exception cref="InvalidOperationException">It is finished already.</exception>
    public void Finish(IBufferWriter<float> output)
    {
        if (_ended) throw new InvalidOperationException("The resampler is finished: make another for the next recording.");
        _ended = true;
        Span<float> silence = stackalloc float[256];
        silence.Clear();
        var total = OutputOf(_input);
        while (_output < total) Take(silence, output, total);
    }

    private void Take(ReadOnlySpan<float> samples, IBufferWriter<float> output, long total)
    {
        while (samples.Length > 0)
        {
            var taken = Math.Min(samples.Length, _history.Length - _filled);
            samples[..taken].CopyTo(_history.AsSpan(_filled));
            _filled += taken;
            samples = samples[taken..];
            Write(output, total);
        }
    }

    /// <summary>Writes all that the history suffices for, and forgets what no later sample needs.</summary>
    private void Write(IBufferWriter<float> output, long total)
    {
        while (true)
        {
            // Output n stands between the inputs floor(n down / up) and the next: the middle of its taps, which begin half - 1 before.
            var (whole, part) = Math.DivRem(_output * _down, _up);
            var start = (int)Math.Min(whole - _taps / 2 + 1 - _dropped, _filled);
            if (_output == total || start + _taps > _filled)
            {
                _history.AsSpan(start, _filled - start).CopyTo(_history);
                _filled -= start;
                _dropped += start;
                return;
            }

            var window = _history.AsSpan(start, _taps);
            var (phase, rest) = Math.DivRem(part * _phases, _up);
            var sample = Dot.Product(_filters[phase], window);
            if (rest != 0) sample += (Dot.Product(_filters[phase + 1], window) - sample) * ((float)rest / _up);
            output.GetSpan(1)[0] = sample;
            output.Advance(1);
            _output++;
        }
    }

    private static float[] Copy(int phase) => phase == 0 ? [1, 0] : [0, 1];

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
