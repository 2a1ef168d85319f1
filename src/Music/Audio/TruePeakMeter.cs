using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio;

/// <summary>
/// The largest magnitude that a signal reaches between its samples too, by fourfold oversampling (ITU-R BS.1770-4, annex 2) with 24 taps
/// of a sinc in Kaiser's window. For tones up to three quarters of half the sample rate it reads at most 0.2 dB high or 0.4 dB low, as EBU
/// Tech 3341 asks. Feed it the channels as they were mastered. Allocates nothing once made. Not safe for concurrent use.
/// </summary>
public sealed class TruePeakMeter
{
    private const int Half = 12, Taps = 2 * Half, Oversampling = 4, Block = 1_024;
    private const double Shape = 5.65326; // Kaiser's for 60 dB: 0.1102 (60 - 8.7)

    private static readonly float[][] _filters =
        [.. Enumerable.Range(1, Oversampling - 1).Select(phase => KaiserSinc.Filter((double)phase / Oversampling, Half, cutoff: 1, Shape))];

    private readonly float[][] _history; // of each channel the last taps - 1 samples, and then a block
    private readonly float[] _between = new float[Block];
    private float _peak;

    /// <param name="channels">Channels, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    public TruePeakMeter(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        _history = new float[channels][];
        for (var channel = 0; channel < channels; channel++) _history[channel] = new float[Taps - 1 + Block];
    }

    /// <summary>
    /// The peak of all channels so far in dBTP, decibels over full scale; negative infinity for silence. What follows the last 12 samples
    /// is not interpolated yet.
    /// </summary>
    public double Peak => 20 * Math.Log10(_peak);

    /// <summary>Takes whole frames, the channels of each side by side, full scale 1.</summary>
    /// <exception cref="ArgumentException">The span holds no whole number of frames.</exception>
    public void Process(ReadOnlySpan<float> interleaved)
    {
        var channels = _history.Length;
        if (interleaved.Length % channels != 0)
            throw new ArgumentException($"{interleaved.Length} samples are no whole number of frames of {channels} channels.");
        while (interleaved.Length > 0)
        {
            var frames = Math.Min(Block, interleaved.Length / channels);
            for (var channel = 0; channel < channels; channel++) Measure(interleaved[..(frames * channels)], channel, frames);
            interleaved = interleaved[(frames * channels)..];
        }
    }

    private void Measure(ReadOnlySpan<float> interleaved, int channel, int frames)
    {
        var history = _history[channel];
        for (var i = 0; i < frames; i++) history[Taps - 1 + i] = interleaved[i * _history.Length + channel];
        Raise(history.AsSpan(Taps - 1, frames));
        var between = _between.AsSpan(0, frames);
        foreach (var filter in _filters)
        {
            between.Clear();
            for (var tap = 0; tap < Taps; tap++) ScaledAddition.Add(filter[tap], history.AsSpan(tap, frames), between);
            Raise(between);
        }

        history.AsSpan(frames, Taps - 1).CopyTo(history);
    }

    private void Raise(ReadOnlySpan<float> samples)
    {
        var peak = _peak;
        foreach (var sample in samples)
        {
            var magnitude = MathF.Abs(sample);
            if (magnitude > peak) peak = magnitude;
        }

        _peak = peak;
    }
}
