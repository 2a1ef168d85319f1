using System.Buffers.Binary;

namespace Mixtape.Music.Audio;

/// <summary>Writes WAV files of one channel and 16 bits.</summary>
public static class WaveWriter
{
    private const int HeaderBytes = 44;
    private const int BlockSamples = 8_192;

    /// <summary>
    /// Writes a whole file at the stream's place, and leaves the stream open. Samples are rounded to multiples of 2^-15; those beyond
    /// [-1, 1) are held at its ends, and NaN becomes 0.
    /// </summary>
    /// <exception cref="ArgumentException">The samples do not fit a WAV file, which holds 4 GB.</exception>
    public static void WriteMono(Stream stream, ReadOnlySpan<float> samples, int sampleRate)
    {
        var bytes = 2L * samples.Length;
        if (bytes > uint.MaxValue - HeaderBytes)
            throw new ArgumentException($"{samples.Length} samples do not fit a WAV file: split them.");
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(bytes + HeaderBytes - 8));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)sampleRate * 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], (uint)bytes);
        stream.Write(header);

        var block = new byte[2 * BlockSamples];
        for (var start = 0; start < samples.Length; start += BlockSamples)
        {
            var part = samples.Slice(start, Math.Min(BlockSamples, samples.Length - start));
            for (var i = 0; i < part.Length; i++)
                BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan(2 * i), Round(part[i]));
            stream.Write(block, 0, 2 * part.Length);
        }
    }

    private static short Round(float sample) =>
        float.IsNaN(sample) ? (short)0 : (short)Math.Clamp(MathF.Round(sample * 32_768), short.MinValue, short.MaxValue);
}
