using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

public sealed class WaveWriterTests
{
    [Fact]
    public void WriteMono_ThenRead_IsTheSameWithinHalfAStep()
    {
        var samples = Enumerable.Range(0, 20_001).Select(i => 0.99f * MathF.Sin(i * 0.07f)).ToArray();
        using var stream = new MemoryStream();
        WaveWriter.WriteMono(stream, samples, 22_050);
        stream.Position = 0;
        var reader = new WaveReader(stream);
        var read = new float[samples.Length + 10];

        Assert.Equal((1, 22_050), (reader.Channels, reader.SampleRate));
        Assert.Equal(samples.Length, reader.ReadMono(read));
        for (var i = 0; i < samples.Length; i++) Assert.Equal(samples[i], read[i], 0.51f / 32_768);
    }

    [Fact]
    public void WriteMono_BeyondFullScale_IsHeld()
    {
        using var stream = new MemoryStream();
        WaveWriter.WriteMono(stream, [2, -2, float.NaN, float.PositiveInfinity], 8_000);
        stream.Position = 0;
        var read = new float[4];
        new WaveReader(stream).ReadMono(read);

        Assert.Equal([32_767 / 32_768f, -1, 0, 32_767 / 32_768f], read);
    }
}
