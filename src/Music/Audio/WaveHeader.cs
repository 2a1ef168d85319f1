using System.Buffers.Binary;

namespace Mixtape.Music.Audio;

/// <summary>The chunks of a WAV file up to its samples.</summary>
internal static class WaveHeader
{
    private const int ChunkHeaderBytes = 8, Ds64Bytes = 16;

    /// <summary>Whether a file begins as WAV files do.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) =>
        start.Length >= 12 && (start.StartsWith("RIFF"u8) || IsLong(start)) && start[8..12].SequenceEqual("WAVE"u8);

    /// <summary>Reads as far as the first sample.</summary>
    /// <returns>How samples are written, and at most how many bytes of them there are.</returns>
    /// <exception cref="InvalidAudioException">There is no format and data chunk, or the format is not read.</exception>
    public static (WaveFormat Format, long DataBytes) Read(WaveBytes bytes, AudioLimits limits)
    {
        var start = bytes.Take(12);
        if (!Recognizes(start)) throw new InvalidAudioException("This is no WAV file: it does not begin with RIFF, RF64 or BW64 and WAVE.");
        var isLong = IsLong(start);
        WaveFormat? format = null;
        var longDataBytes = long.MaxValue;
        while (true)
        {
            var header = bytes.Take(ChunkHeaderBytes);
            if (header.Length < ChunkHeaderBytes)
                throw new InvalidAudioException(
                    format is null
                        ? "The WAV file ends before its format chunk: it is damaged; export it again."
                        : "The WAV file ends before its data chunk: it is damaged; export it again.");
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (header.StartsWith("data"u8))
            {
                if (format is null)
                    throw new InvalidAudioException(
                        "The WAV file has its data chunk before its format chunk: it is damaged; export it again.");
                return (format.Value, size switch
                {
                    uint.MaxValue => isLong ? longDataBytes : long.MaxValue,
                    0 => long.MaxValue,
                    _ => size,
                });
            }

            var read = 0;
            if (header.StartsWith("fmt "u8))
            {
                var chunk = bytes.Take((int)Math.Min(size, WaveFormat.MaximumBytes));
                read = chunk.Length;
                format = WaveFormat.Parse(chunk, limits);
            }
            else if (header.StartsWith("ds64"u8) && isLong && size >= Ds64Bytes)
            {
                var chunk = bytes.Take(Ds64Bytes); // the sizes of the whole file and of the data chunk
                read = chunk.Length;
                if (read == Ds64Bytes) longDataBytes = LongSize(BinaryPrimitives.ReadUInt64LittleEndian(chunk[8..]));
            }

            bytes.Skip(size - read);
            if (size % 2 == 1) SkipPadding(bytes);
        }
    }

    private static bool IsLong(ReadOnlySpan<byte> start) => start.StartsWith("RF64"u8) || start.StartsWith("BW64"u8);

    private static long LongSize(ulong size) => size is 0 or > long.MaxValue ? long.MaxValue : (long)size;

    /// <summary>An odd chunk is followed by a zero byte; where a name begins instead, the writer forgot it.</summary>
    private static void SkipPadding(WaveBytes bytes)
    {
        if (bytes.Peek(1) is [0]) bytes.Take(1);
    }
}
