namespace Mixtape.Music.Audio;

/// <summary>
/// Integrated loudness by ITU-R BS.1770-4, as EBU R 128 uses it: each channel is K-weighted; blocks of 400 ms, three quarters of each in the
/// next too, have the loudness -0.691 + 10 log10(sum over channels of weight times mean square); the result is the loudness of the mean of
/// all blocks above -70 LUFS that are also above the mean of these less 10 LU. Feed it the channels as they were mastered, before any
/// mixing down or resampling.
/// <para>
/// Channels: one or two weigh 1 each; of five (L R C Ls Rs) and six (L R C LFE Ls Rs) the surrounds weigh 1.41 and the low-frequency
/// effects nothing; of any other number all weigh 1. It remembers one number for each 100 ms. Not safe for concurrent use.
/// </para>
/// </summary>
public sealed class LoudnessMeter
{
    private const int StepsPerSecond = 10, StepsPerBlock = 4;
    private const double Surround = 1.41, AbsoluteGate = -70, RelativeGate = -10, Offset = -0.691;

    private readonly int _sampleRate;
    private readonly double[] _weights;
    private readonly Biquad _shelf, _highPass;
    private readonly double[] _memory; // four numbers a channel
    private readonly List<double> _blocks = []; // their weighted mean squares
    private readonly double[] _steps = new double[StepsPerBlock]; // the last steps' sums of squares
    private double _sum;
    private long _frames, _step;

    /// <param name="sampleRate">Frames a second, 1,000 or more.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Either is out of range.</exception>
    public LoudnessMeter(int sampleRate, int channels)
    {
        if (sampleRate < 1_000)
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "the sample rate must be 1,000 or more.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        _sampleRate = sampleRate;
        _weights = new double[channels];
        Array.Fill(_weights, 1);
        if (channels is 5 or 6) _weights[^1] = _weights[^2] = Surround;
        if (channels == 6) _weights[3] = 0;
        (_shelf, _highPass) = (Biquad.Shelf.At(sampleRate), Biquad.HighPass.At(sampleRate));
        _memory = new double[4 * channels];
    }

    /// <summary>
    /// The loudness so far in LUFS; negative infinity while no block is above the absolute gate, as for silence and for less than 400 ms.
    /// </summary>
    public double Integrated
    {
        get
        {
            var gate = Power(AbsoluteGate);
            var mean = MeanAbove(gate);
            return double.IsNaN(mean) ? double.NegativeInfinity : Lufs(MeanAbove(Math.Max(gate, mean * Math.Pow(10, RelativeGate / 10))));
        }
    }

    /// <summary>Takes whole frames, the channels of each side by side, full scale 1.</summary>
    /// <exception cref="ArgumentException">The span holds no whole number of frames.</exception>
    public void Process(ReadOnlySpan<float> interleaved)
    {
        var channels = _weights.Length;
        if (interleaved.Length % channels != 0)
            throw new ArgumentException($"{interleaved.Length} samples are no whole number of frames of {channels} channels.");
        while (interleaved.Length > 0)
        {
            var left = End(_step) - _frames;
            var taken = (int)Math.Min(left, interleaved.Length / channels);
            for (var channel = 0; channel < channels; channel++)
                if (_weights[channel] > 0) _sum += _weights[channel] * SumSquares(interleaved[..(taken * channels)], channel);
            interleaved = interleaved[(taken * channels)..];
            _frames += taken;
            if (taken == left) EndStep();
        }
    }

    private static double Power(double lufs) => Math.Pow(10, (lufs - Offset) / 10);

    private static double Lufs(double power) => Offset + 10 * Math.Log10(power);

    /// <summary>The frame at which a step of 100 ms ends, where the rate is no multiple of ten to the nearest.</summary>
    private long End(long step) => ((step + 1) * _sampleRate + StepsPerSecond / 2) / StepsPerSecond;

    private double SumSquares(ReadOnlySpan<float> interleaved, int channel)
    {
        var memory = _memory.AsSpan(4 * channel, 4);
        var (shelf, highPass) = (_shelf, _highPass);
        var (s1, s2, s3, s4) = (memory[0], memory[1], memory[2], memory[3]);
        double sum = 0;
        for (var i = channel; i < interleaved.Length; i += _weights.Length)
        {
            var y = highPass.Filter(shelf.Filter(interleaved[i], ref s1, ref s2), ref s3, ref s4);
            sum = Math.FusedMultiplyAdd(y, y, sum);
        }

        (memory[0], memory[1], memory[2], memory[3]) = (s1, s2, s3, s4);
        return sum;
    }

    private void EndStep()
    {
        _steps[_step % StepsPerBlock] = _sum;
        _sum = 0;
        _step++;
        if (_step < StepsPerBlock) return;
        var start = _step == StepsPerBlock ? 0 : End(_step - StepsPerBlock - 1);
        var (first, second, third, fourth) = (_steps[0], _steps[1], _steps[2], _steps[3]);
        _blocks.Add((first + second + third + fourth) / (_frames - start));
    }

    /// <summary>The mean of the blocks above a gate, NaN if there is none.</summary>
    private double MeanAbove(double gate)
    {
        double sum = 0;
        var count = 0;
        foreach (var block in _blocks)
        {
            if (block <= gate) continue;
            sum += block;
            count++;
        }

        return sum / count;
    }
}
