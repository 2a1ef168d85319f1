using System.Buffers.Binary;

namespace Mixtape.Music.Tests.Audio;

/// <summary>Writes WAV files, right and wrong ones.</summary>
internal sealed class WaveBuilder
{
    public const ushort Pcm = 1, Float = 3, Extensible = 0xFFFE;

    private readonly MemoryStream _bytes = new();

    public WaveBuilder(string magic = "RIFF")
    {
        Text(magic);
        U32(uint.MaxValue);
        Text("WAVE");
    }

    public byte[] Bytes => _bytes.ToArray();

    public MemoryStream Stream => new(Bytes);

    public static WaveBuilder Of(ushort tag, int bits, int channels, byte[] data, int rate = 44_100) =>
        new WaveBuilder().Format(tag, bits, channels, rate).Data(data);

    /// <summary>16-bit PCM.</summary>
    public static WaveBuilder Of(int channels, int rate, IEnumerable<double> samples)
    {
        var data = new MemoryStream();
        foreach (var sample in samples)
        {
            var word = (short)Math.Clamp(Math.Round(sample * 32_768), short.MinValue, short.MaxValue);
            data.WriteByte((byte)word);
            data.WriteByte((byte)(word >> 8));
        }

        return Of(Pcm, 16, channels, data.ToArray(), rate);
    }

    public WaveBuilder Format(ushort tag, int bits, int channels, int rate = 44_100, int? frameBytes = null, ushort? extensibleOf = null)
    {
        var chunk = new byte[extensibleOf is null ? 16 : 40];
        frameBytes ??= channels * bits / 8;
        BinaryPrimitives.WriteUInt16LittleEndian(chunk, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), (uint)rate);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(8), (uint)(rate * frameBytes.Value));
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(12), (ushort)frameBytes.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(14), (ushort)bits);
        if (extensibleOf is { } sub)
        {
            chunk[16] = 22;
            BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(24), sub);
            new byte[] { 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71 }.CopyTo(chunk, 26);
        }

        return Chunk("fmt ", chunk);
    }

    public WaveBuilder Data(byte[] data, uint? size = null) => Chunk("data", data, size);

    public WaveBuilder Chunk(string name, byte[] content, uint? size = null, bool padded = true)
    {
        Text(name);
        U32(size ?? (uint)content.Length);
        _bytes.Write(content);
        if (padded && content.Length % 2 == 1) _bytes.WriteByte(0);
        return this;
    }

    private void Text(string text)
    {
        foreach (var letter in text) _bytes.WriteByte((byte)letter);
    }

    private void U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }
}
