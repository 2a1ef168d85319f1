using System.Buffers.Binary;

namespace Mixtape.Music.Audio;

/// <summary>
/// Reads a WAV file from front to back, in bounded memory: RIFF, RF64 and BW64; integers of 8, 16, 24 and 32 bits, IEEE floats of 32 and
/// 64, plain or extensible. Full scale is 1; integers lie in [-1, 1], and floats may go past it, as loud masters do, to 256 at most.
/// <para>
/// Files are taken as they come: unknown chunks are skipped, odd chunks may lack their padding byte, a data chunk of 0 or 2^32 - 1 bytes
/// (as programs that write to a pipe leave it) goes on to the end of the file, and a file that ends early ends with its last whole frame.
/// Floats that are not finite, or beyond 256, are refused: they come of damage, and one of them would spread to every feature of the song.
/// </para>
/// Content errors are <see cref="InvalidAudioException"/>; those of the stream pass through. Reads synchronously, and leaves the stream
/// open. Not safe for concurrent use.
/// </summary>
public sealed class WaveReader
{
    private const float LargestSample = 256;
    private const int BlockBytes = 1 << 15;

    private readonly WaveBytes _bytes;
    private readonly WaveFormat _format;
    private readonly AudioLimits _limits;
    private readonly long _maximumFrames;
    private readonly float[] _block;
    private long _bytesLeft, _framesRead;

    /// <summary>Reads as far as the first sample.</summary>
    /// <param name="stream">The file from its first byte; it need not be seekable.</param>
    /// <param name="limits">What to refuse; null for the defaults.</param>
    /// <exception cref="InvalidAudioException">
    /// It is no WAV file, is damaged, exceeds a limit, or has an encoding that is not read.
    /// </exception>
    public WaveReader(Stream stream, AudioLimits? limits = null)
    {
        _limits = limits ?? new AudioLimits();
        _bytes = new WaveBytes(stream);
        (_format, _bytesLeft) = WaveHeader.Read(_bytes, _limits);
        _maximumFrames = (long)_limits.MaximumSeconds * SampleRate;
        _block = new float[BlockBytes / _format.FrameBytes * Channels];
    }

    /// <summary>Channels, 1 or more.</summary>
    public int Channels => _format.Channels;

    /// <summary>Frames a second.</summary>
    public int SampleRate => _format.SampleRate;

    /// <summary>Whether a file that begins with these bytes, 12 or more, is for this reader.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) => WaveHeader.Recognizes(start);

    /// <summary>Reads whole frames, the channels of each side by side.</summary>
    /// <param name="interleaved">Gets them; as long as a multiple of the channels.</param>
    /// <returns>Frames read; fewer than there is room for only at the end.</returns>
    /// <exception cref="ArgumentException">The span holds no whole number of frames.</exception>
    /// <exception cref="InvalidAudioException">A sample is no number, or the recording is longer than the limit.</exception>
    public int ReadFrames(Span<float> interleaved)
    {
        if (interleaved.Length % Channels != 0)
            throw new ArgumentException($"Room for {interleaved.Length} samples is no whole number of frames of {Channels} channels.");
        var frames = 0;
        while (interleaved.Length > 0)
        {
            var read = ReadBlock(interleaved);
            if (read == 0) break;
            frames += read;
            interleaved = interleaved[(read * Channels)..];
        }

        return frames;
    }

    /// <summary>As <see cref="ReadFrames"/>, with the mean of the channels as the one sample of each frame.</summary>
    /// <returns>Samples read; fewer than there is room for only at the end.</returns>
    /// <exception cref="InvalidAudioException">A sample is no number, or the recording is longer than the limit.</exception>
    public int ReadMono(Span<float> samples)
    {
        if (Channels == 1) return ReadFrames(samples);
        var frames = 0;
        while (frames < samples.Length)
        {
            var room = Math.Min(samples.Length - frames, _block.Length / Channels);
            var read = ReadBlock(_block.AsSpan(0, room * Channels));
            if (read == 0) break;
            Downmix(_block.AsSpan(0, read * Channels), samples.Slice(frames, read));
            frames += read;
        }

        return frames;
    }

    /// <summary>The mean of each frame's channels; there are as many frames as <paramref name="mono"/> is long.</summary>
    internal static void Downmix(ReadOnlySpan<float> interleaved, Span<float> mono)
    {
        if (interleaved.Length == 2 * mono.Length)
        {
            for (var frame = 0; frame < mono.Length; frame++) mono[frame] = 0.5f * (interleaved[2 * frame] + interleaved[2 * frame + 1]);
            return;
        }

        var channels = interleaved.Length / Math.Max(1, mono.Length);
        for (var frame = 0; frame < mono.Length; frame++)
        {
            double sum = 0;
            foreach (var sample in interleaved.Slice(frame * channels, channels)) sum += sample;
            mono[frame] = (float)(sum / channels);
        }
    }

    /// <summary>As many frames as there is room for, at most a block.</summary>
    private int ReadBlock(Span<float> interleaved)
    {
        var wanted = Math.Min(interleaved.Length, _block.Length) / Channels * _format.FrameBytes;
        var bytes = _bytes.Take((int)Math.Min(wanted, _bytesLeft));
        _bytesLeft -= bytes.Length;
        var frames = bytes.Length / _format.FrameBytes;
        if (_framesRead + frames > _maximumFrames)
            throw new InvalidAudioException(
                $"The recording is longer than {_limits.MaximumSeconds} seconds: cut it, or raise the limit MaximumSeconds.");
        Convert(bytes[..(frames * _format.FrameBytes)], interleaved[..(frames * Channels)]);
        _framesRead += frames;
        return frames;
    }

    private void Convert(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (_format.Encoding, _format.BytesPerSample)
        {
            case (WaveEncoding.Float, 4):
                for (var i = 0; i < samples.Length; i++) samples[i] = Checked(BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]));
                break;
            case (WaveEncoding.Float, _):
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = Checked((float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]));
                break;
            case (_, 1):
                for (var i = 0; i < samples.Length; i++) samples[i] = (bytes[i] - 128) / 128f;
                break;
            case (_, 2):
                for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) / 32_768f;
                break;
            case (_, 3):
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[3 * i] | bytes[3 * i + 1] << 8 | (sbyte)bytes[3 * i + 2] << 16) / 8_388_608f;
                break;
            default:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) / 2_147_483_648f;
                break;
        }
    }

    private float Checked(float sample) => MathF.Abs(sample) <= LargestSample
        ? sample
        : throw new InvalidAudioException(
            $"A sample after frame {_framesRead} of the WAV file is {sample}, where full scale is 1: the file is damaged; " +
            "export it again.");
}
