using System.Buffers.Binary;

namespace Mixtape.Functions.Tests.Audio;

/// <summary>WAV files of a sine, 16 bits, one channel, 22,050 samples a second.</summary>
internal static class Tone
{
    private const int SampleRate = 22_050;
    private const int HeaderBytes = 44;

    public static byte[] Wave(double hertz, double seconds = 1)
    {
        var samples = (int)(SampleRate * seconds);
        var file = new byte[HeaderBytes + 2 * samples];
        "RIFF"u8.CopyTo(file);
        Write32(file, 4, file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        Write32(file, 16, 16); // bytes of the format
        Write32(file, 20, 1 | 1 << 16); // PCM, one channel
        Write32(file, 24, SampleRate);
        Write32(file, 28, 2 * SampleRate);
        Write32(file, 32, 2 | 16 << 16); // bytes of a frame, bits of a sample
        "data"u8.CopyTo(file.AsSpan(36));
        Write32(file, 40, 2 * samples);
        for (var i = 0; i < samples; i++)
        {
            var value = (short)(8_000 * Math.Sin(2 * Math.PI * hertz * i / SampleRate));
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderBytes + 2 * i), value);
        }

        return file;
    }

    private static void Write32(byte[] file, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
}
