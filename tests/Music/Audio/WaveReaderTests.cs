using System.Buffers.Binary;
using Mixtape.Music.Audio;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio;

public sealed class WaveReaderTests
{
    [Fact]
    public void ReadFrames_EachWidth_ScalesToFullScaleOne()
    {
        Assert.Equal([-1, 0, 127 / 128f], Read(WaveBuilder.Of(WaveBuilder.Pcm, 8, 1, [0, 128, 255])));
        Assert.Equal([-1, 0, 32_767 / 32_768f], Read(WaveBuilder.Of(WaveBuilder.Pcm, 16, 1, [0, 0x80, 0, 0, 0xFF, 0x7F])));
        Assert.Equal(
            [-1, 0, 8_388_607 / 8_388_608f, -1 / 8_388_608f],
            Read(WaveBuilder.Of(WaveBuilder.Pcm, 24, 1, [0, 0, 0x80, 0, 0, 0, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])));
        Assert.Equal([-1, 0.5f], Read(WaveBuilder.Of(WaveBuilder.Pcm, 32, 1, [0, 0, 0, 0x80, 0, 0, 0, 0x40])));
        Assert.Equal([-0.25f, 1.5f], Read(WaveBuilder.Of(WaveBuilder.Float, 32, 1, Floats(-0.25f, 1.5f))));
        Assert.Equal([-0.25f, 1.5f], Read(WaveBuilder.Of(WaveBuilder.Float, 64, 1, Doubles(-0.25, 1.5))));
    }

    [Theory]
    [InlineData(WaveBuilder.Pcm, 16)]
    [InlineData(WaveBuilder.Float, 32)]
    public void ReadFrames_ExtensibleFormat_ReadsWhatItNames(int tag, int bits)
    {
        var data = new byte[2 * bits / 8];
        var file = new WaveBuilder().Format(WaveBuilder.Extensible, bits, 2, extensibleOf: (ushort)tag).Data(data);
        Assert.Equal([0, 0], Read(file));
    }

    [Fact]
    public void ReadMono_SeveralChannels_GivesTheirMean()
    {
        var samples = Enumerable.Range(0, 3 * 40_000).Select(i => i % 3 * 0.25); // 0, 0.25, 0.5
        var mono = new float[50_000];
        var reader = new WaveReader(WaveBuilder.Of(3, 44_100, samples).Stream);
        Assert.Equal(3, reader.Channels);
        Assert.Equal(44_100, reader.SampleRate);
        Assert.Equal(40_000, reader.ReadMono(mono));
        Assert.All(mono[..40_000], sample => Assert.Equal(0.25f, sample));
        Assert.Equal(0, reader.ReadMono(mono));
    }

    [Fact]
    public void ReadFrames_InPieces_GivesWhatOneCallDoes()
    {
        var random = new SeededRandom(5);
        var file = WaveBuilder.Of(2, 22_050, Enumerable.Range(0, 60_000).Select(_ => 2 * random.NextDouble() - 1));
        var whole = Read(file);
        Assert.Equal(60_000, whole.Length);
        var reader = new WaveReader(new Trickle(file.Bytes));
        var pieces = new List<float>();
        var piece = new float[14];
        for (int read; (read = reader.ReadFrames(piece)) > 0;) pieces.AddRange(piece[..(2 * read)]);
        Assert.Equal(whole, pieces);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadFrames_OddUnknownChunks_AreSkippedPaddedOrNot(bool padded)
    {
        var file = new WaveBuilder()
            .Chunk("LIST", [1, 2, 3], padded: padded).Format(WaveBuilder.Pcm, 8, 1).Chunk("junk", new byte[200_001], padded: padded)
            .Data([255, 1, 128], padded ? null : 3u).Chunk("LIST", new byte[9]);
        Assert.Equal([127 / 128f, -127 / 128f, 0], Read(file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    [InlineData(1_000_000)]
    public void ReadFrames_SizeUnknownOrTooLarge_GoesToTheEndInWholeFrames(uint size) =>
        Assert.Equal([0, 0], Read(new WaveBuilder().Format(WaveBuilder.Pcm, 16, 2).Data(new byte[6], size)));

    [Theory]
    [InlineData("RF64")]
    [InlineData("BW64")]
    public void ReadFrames_LongFile_TakesItsSizeFromDs64(string magic)
    {
        var sizes = new byte[28];
        BinaryPrimitives.WriteUInt64LittleEndian(sizes.AsSpan(8), 2);
        var file = new WaveBuilder(magic)
            .Chunk("ds64", sizes).Format(WaveBuilder.Pcm, 8, 1).Data([128, 128], uint.MaxValue).Chunk("LIST", [9, 9]);
        Assert.Equal([0, 0], Read(file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65_535)]
    public void Constructor_ChannelsOutsideTheLimit_NamesIt(int channels) =>
        AssertInvalid("MaximumChannels", new WaveBuilder().Format(WaveBuilder.Pcm, 8, channels, frameBytes: 1).Data(new byte[8]));

    [Theory]
    [InlineData(0)]
    [InlineData(7_999)]
    [InlineData(192_001)]
    [InlineData(-1)]
    public void Constructor_RateOutsideTheLimit_NamesIt(int rate) =>
        AssertInvalid("MaximumSampleRate", new WaveBuilder().Format(WaveBuilder.Pcm, 8, 1, rate).Data(new byte[8]));

    [Theory]
    [InlineData(WaveBuilder.Pcm, 0)]
    [InlineData(WaveBuilder.Pcm, 12)]
    [InlineData(WaveBuilder.Pcm, 64)]
    [InlineData(WaveBuilder.Float, 16)]
    [InlineData(2, 4)]
    [InlineData(85, 0)]
    public void Constructor_OtherEncodings_SaysWhatIsRead(int tag, int bits) =>
        AssertInvalid("export it as one of these", new WaveBuilder().Format((ushort)tag, bits, 1).Data(new byte[8]));

    [Fact]
    public void Constructor_DamagedHeaders_SaysWhatIsWrong()
    {
        AssertInvalid("bytes a frame", new WaveBuilder().Format(WaveBuilder.Pcm, 16, 1, frameBytes: 0).Data(new byte[8]));
        AssertInvalid("needs 16", new WaveBuilder().Chunk("fmt ", new byte[14]).Data(new byte[8]));
        AssertInvalid("no known encoding", new WaveBuilder().Format(WaveBuilder.Extensible, 16, 1).Data(new byte[8]));
        AssertInvalid("before its format", new WaveBuilder().Data(new byte[8]));
        AssertInvalid("before its data", new WaveBuilder().Format(WaveBuilder.Pcm, 16, 1));
        AssertInvalid("before its data", new WaveBuilder().Format(WaveBuilder.Pcm, 16, 1).Chunk("LIST", new byte[4], unchecked((uint)-8)));
        AssertInvalid("before its data", new WaveBuilder().Format(WaveBuilder.Pcm, 16, 1).Chunk("LIST", new byte[4], uint.MaxValue));
        AssertInvalid("before its format", new WaveBuilder());
        foreach (var bytes in new byte[][] { [], [1], "RIFF----WAVX"u8.ToArray(), "RIFX----WAVE"u8.ToArray(), new byte[100] })
            Assert.Contains("no WAV file", Assert.Throws<InvalidAudioException>(() => new WaveReader(new MemoryStream(bytes))).Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(257)]
    [InlineData(float.MinValue)]
    public void ReadFrames_SampleThatIsNoSound_IsRefused(float sample)
    {
        AssertInvalid("damaged", WaveBuilder.Of(WaveBuilder.Float, 32, 1, Floats(0, sample)));
        AssertInvalid("damaged", WaveBuilder.Of(WaveBuilder.Float, 64, 1, Doubles(0, sample)));
    }

    [Fact]
    public void ReadFrames_NoSamples_ReadsNone() => Assert.Empty(Read(new WaveBuilder().Format(WaveBuilder.Pcm, 16, 2).Data([])));

    [Fact]
    public void ReadMono_LongerThanTheLimit_IsRefused_AndAClaimAloneIsNot()
    {
        var limits = new AudioLimits { MaximumSeconds = 1 };
        var claim = new WaveBuilder().Format(WaveBuilder.Pcm, 8, 1, 8_000).Data(new byte[8_000], 24 * 3_600 * 8_000u);
        Assert.Equal(8_000, new WaveReader(claim.Stream, limits).ReadMono(new float[10_000]));

        var day = new WaveBuilder().Format(WaveBuilder.Pcm, 8, 1, 8_000).Data(new byte[8_001]);
        var error = Assert.Throws<InvalidAudioException>(() => new WaveReader(day.Stream, limits).ReadMono(new float[10_000]));
        Assert.Contains("MaximumSeconds", error.Message);
    }

    [Fact]
    public void ReadFrames_NoWholeFrames_Throws() => Assert.Throws<ArgumentException>(
        () => new WaveReader(WaveBuilder.Of(WaveBuilder.Pcm, 8, 2, [1, 2]).Stream).ReadFrames(new float[3]));

    [Fact]
    public void Reading_TenThousandMutations_GivesSamplesOrInvalidAudio()
    {
        var random = new SeededRandom(11);
        byte[][] seeds =
        [
            new WaveBuilder().Chunk("LIST", [1, 2, 3]).Format(WaveBuilder.Pcm, 16, 2).Data(new byte[64]).Bytes,
            new WaveBuilder().Format(WaveBuilder.Extensible, 32, 1, extensibleOf: WaveBuilder.Float).Data(Floats(0, 0.5f, 1, -1)).Bytes,
            new WaveBuilder("RF64").Chunk("ds64", new byte[28]).Format(WaveBuilder.Pcm, 24, 3).Data(new byte[45], uint.MaxValue).Bytes,
        ];
        var (read, refused) = (0, 0);
        var samples = new float[64];
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = (byte[])seeds[round % seeds.Length].Clone();
            for (var changes = 1 + random.Next(4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
            try
            {
                var reader = new WaveReader(new MemoryStream(bytes));
                var total = 0;
                for (int frames; (frames = reader.ReadMono(samples)) > 0; total += frames)
                    Assert.All(samples[..frames], sample => Assert.InRange(sample, -256, 256));
                Assert.True(total <= bytes.Length);
                read++;
            }
            catch (InvalidAudioException)
            {
                refused++;
            }
        }

        Assert.True(read > 1_000 && refused > 1_000, $"{read} read, {refused} refused");
    }

    [Fact]
    public void Limits_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioLimits { MaximumSeconds = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioLimits { MaximumChannels = 65 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioLimits { MinimumSampleRate = 999 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioLimits { MaximumSampleRate = 768_001 });
    }

    private static float[] Read(WaveBuilder file)
    {
        var reader = new WaveReader(file.Stream);
        var samples = new float[100_000 * reader.Channels];
        return samples[..(reader.ReadFrames(samples) * reader.Channels)];
    }

    private static void AssertInvalid(string words, WaveBuilder file) =>
        Assert.Contains(words, Assert.Throws<InvalidAudioException>(() => Read(file)).Message);

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>Gives a few bytes at a time, and cannot seek, as a network does.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1_237)]);
    }
}
