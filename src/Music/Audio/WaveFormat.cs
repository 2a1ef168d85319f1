using System.Buffers.Binary;

namespace Mixtape.Music.Audio;

/// <summary>What the <c>fmt </c> chunk of a WAV file says.</summary>
internal readonly record struct WaveFormat(WaveEncoding Encoding, int Channels, int SampleRate, int BytesPerSample)
{
    /// <summary>As much of the chunk as is ever read: WAVE_FORMAT_EXTENSIBLE's length.</summary>
    public const int MaximumBytes = 40;

    private const int PlainBytes = 16;
    private const ushort Pcm = 1, IeeeFloat = 3, Extensible = 0xFFFE;

    /// <summary>Bytes of one frame: a sample of each channel.</summary>
    public int FrameBytes => Channels * BytesPerSample;

    /// <summary>What follows the format tag in the GUIDs of formats that have a tag.</summary>
    private static ReadOnlySpan<byte> TagGuidTail => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <exception cref="InvalidAudioException">The chunk is damaged, exceeds a limit, or has an encoding that is not read.</exception>
    public static WaveFormat Parse(ReadOnlySpan<byte> chunk, AudioLimits limits)
    {
        if (chunk.Length < PlainBytes)
            throw new InvalidAudioException(
                $"The WAV format chunk has {chunk.Length} bytes, but needs 16: the file is damaged; export it again.");
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible) tag = TagOfExtensible(chunk);

        if (channels < 1 || channels > limits.MaximumChannels)
            throw new InvalidAudioException(
                $"The WAV file has {channels} channels, but 1 to {limits.MaximumChannels} are read: mix it down, " +
                "or raise the limit MaximumChannels.");
        if (rate < limits.MinimumSampleRate || rate > limits.MaximumSampleRate)
            throw new InvalidAudioException(
                $"The WAV file has {rate} samples a second, but {limits.MinimumSampleRate} to {limits.MaximumSampleRate} are read: " +
                "resample it, or widen the limits MinimumSampleRate and MaximumSampleRate.");
        var encoding = (tag, bits) switch
        {
            (Pcm, 8 or 16 or 24 or 32) => WaveEncoding.Integer,
            (IeeeFloat, 32 or 64) => WaveEncoding.Float,
            _ => throw new InvalidAudioException(
                $"The WAV file has format {tag} with {bits} bits, but only PCM of 8, 16, 24 or 32 bits and IEEE float of 32 or 64 are " +
                "read: export it as one of these."),
        };
        var format = new WaveFormat(encoding, channels, (int)rate, bits / 8);
        if (frameBytes != format.FrameBytes)
            throw new InvalidAudioException(
                $"The WAV file says that {channels} samples of {bits} bits are {frameBytes} bytes a frame, but they are " +
                $"{format.FrameBytes}: the file is damaged; export it again.");
        return format;
    }

    private static ushort TagOfExtensible(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < MaximumBytes || !chunk[26..MaximumBytes].SequenceEqual(TagGuidTail))
            throw new InvalidAudioException("The WAV file's extensible format names no known encoding: export it as PCM or IEEE float.");
        return BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
    }
}
