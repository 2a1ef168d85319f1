using System.Diagnostics;
using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

public sealed class AudioDecoderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mixtape-decoder-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(44_100, 1)]
    [InlineData(48_000, 2)]
    [InlineData(22_050, 2)]
    [InlineData(8_000, 1)]
    public async Task DecodeAsync_Wave_GivesTheToneInMono(int rate, int channels)
    {
        var audio = await new AudioDecoder().DecodeAsync(Wave(rate, channels).Stream);
        AssertTone(audio, 5e-3);
        Assert.Equal(3 * AudioDecoder.SampleRate, audio.Samples.Length);
        Assert.Equal(-6.02, audio.TruePeak, 0.1);
        Assert.Equal(channels == 1 ? -9.7 : -6.7, audio.Loudness, 0.15); // a sine's power, and K-weighting at 440 Hz
    }

    [Theory]
    [InlineData("flac", "flac", 5e-3)]
    [InlineData("mp3", "libmp3lame", 4e-2)] // LAME lowers the level by a twentieth
    [InlineData("ogg", "libvorbis", 2e-2)]
    [InlineData("ogg", "libopus", 5e-2)]
    [InlineData("m4a", "aac", 2e-2)]
    [InlineData("aac", "aac", 2e-2)]
    public async Task DecodeAsync_Compressed_GivesTheToneInMono(string extension, string codec, double tolerance)
    {
        var path = await EncodeAsync(extension, codec);
        AssertTone(await new AudioDecoder().DecodeAsync(path), tolerance);
        await using var stream = File.OpenRead(path);
        AssertTone(await new AudioDecoder().DecodeAsync(stream), tolerance);
    }

    [Theory]
    [InlineData("flac", "flac")]
    [InlineData("mp3", "libmp3lame")]
    [InlineData("ogg", "libvorbis")]
    [InlineData("m4a", "aac")]
    public async Task DecodeAsync_DamagedCompressed_GivesSamplesOrInvalidAudio(string extension, string codec)
    {
        var whole = await File.ReadAllBytesAsync(await EncodeAsync(extension, codec));
        var damaged = (byte[])whole.Clone();
        for (var i = 20; i < damaged.Length; i += 97) damaged[i] ^= 0x5A;
        foreach (var bytes in new[] { whole[..(whole.Length / 2)], whole[..16], damaged })
        {
            try
            {
                Assert.NotEqual(0, (await new AudioDecoder().DecodeAsync(new MemoryStream(bytes))).Samples.Length);
            }
            catch (InvalidAudioException error)
            {
                Assert.NotEqual("", error.Message);
            }
        }

        var nothing = await Assert.ThrowsAsync<InvalidAudioException>(() => new AudioDecoder().DecodeAsync(new MemoryStream(whole[..16])));
        Assert.Contains("ffmpeg cannot decode", nothing.Message);
    }

    [Fact]
    public async Task DecodeAsync_LongerThanTheLimit_SaysSo()
    {
        var options = new AudioDecoderOptions { Limits = new AudioLimits { MaximumSeconds = 2 } };
        var path = await EncodeAsync("flac", "flac");
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => new AudioDecoder(options).DecodeAsync(path));
        Assert.Contains("MaximumSeconds", error.Message);
    }

    [Theory]
    [InlineData("#EXTM3U\nfile:///etc/hostname\n")]
    [InlineData("ffconcat version 1.0\nfile secret.flac\n")]
    [InlineData("<html>not found</html>")]
    [InlineData("")]
    public async Task DecodeAsync_OtherContent_IsRefused(string text)
    {
        var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => new AudioDecoder().DecodeAsync(content));
        Assert.Contains("convert it", error.Message);
    }

    [Fact]
    public async Task DecodeAsync_NoSamples_IsRefused()
    {
        var content = new WaveBuilder().Format(WaveBuilder.Pcm, 16, 2).Data([]).Stream;
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => new AudioDecoder().DecodeAsync(content));
        Assert.Contains("no samples", error.Message);
    }

    [Fact]
    public async Task DecodeAsync_StreamOverTheLimit_IsRefused()
    {
        var decoder = new AudioDecoder(new AudioDecoderOptions { MaximumBytes = 1_000 });
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => decoder.DecodeAsync(Wave(8_000, 1).Stream));
        Assert.Contains("MaximumBytes", error.Message);
    }

    [Fact]
    public async Task DecodeAsync_NoFfmpeg_SaysHowToGetIt()
    {
        var decoder = new AudioDecoder(new AudioDecoderOptions { Ffmpeg = Path.Combine(_folder.FullName, "nowhere") });
        var error = await Assert.ThrowsAsync<MissingFfmpegException>(() => decoder.DecodeAsync(Flac()));
        Assert.Contains("apt-get install ffmpeg", error.Message);
        Assert.Contains("put it on the PATH", error.Message);
    }

    [Fact]
    public async Task DecodeAsync_FfmpegFails_GivesItsLastLine()
    {
        var decoder = Scripted("echo first line >&2; echo the last one. >&2; exit 3");
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => decoder.DecodeAsync(Flac()));
        Assert.Contains("cannot decode the file: the last one. Export", error.Message);
    }

    [Fact]
    public async Task DecodeAsync_FfmpegFailsSilently_GivesItsCodeOrWhatItLacks()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "some.wav"), Wave(8_000, 1).Bytes);
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => Scripted("cat ${0%/*}/some.wav; exit 3").DecodeAsync(Flac()));
        Assert.Contains("code 3", error.Message);
        error = await Assert.ThrowsAsync<InvalidAudioException>(() => Scripted("exit 0").DecodeAsync(Flac()));
        Assert.Contains("no WAV file", error.Message);
    }

    [Fact]
    public async Task DecodeAsync_FfmpegHangs_IsKilledInTime()
    {
        var decoder = Scripted("echo $$ > ${0%/*}/pid; sleep 600", TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => decoder.DecodeAsync(Flac()));
        Assert.Contains("FfmpegTimeout", error.Message);
        AssertGone();
    }

    [Fact]
    public async Task DecodeAsync_Cancelled_KillsFfmpeg()
    {
        var decoder = Scripted("echo $$ > ${0%/*}/pid.new; mv ${0%/*}/pid.new ${0%/*}/pid; sleep 600");
        using var cancellation = new CancellationTokenSource();
        var decoding = decoder.DecodeAsync(Flac(), cancellation.Token);
        for (var tries = 0; !File.Exists(Path.Combine(_folder.FullName, "pid")) && tries < 3_000; tries++) await Task.Delay(10);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => decoding);
        AssertGone();
    }

    [Fact]
    public async Task DecodeAsync_FfmpegWritesWithoutEnd_IsStoppedAtTheLimit()
    {
        await File.WriteAllBytesAsync(
            Path.Combine(_folder.FullName, "start"), new WaveBuilder().Format(WaveBuilder.Pcm, 16, 2).Data([], uint.MaxValue).Bytes);
        var decoder = Scripted("echo $$ > ${0%/*}/pid; echo a warning >&2; cat ${0%/*}/start; cat /dev/zero", TimeSpan.FromMinutes(2));
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => decoder.DecodeAsync(Flac()));
        Assert.Contains("MaximumSeconds", error.Message);
        AssertGone();
    }

    [Fact]
    public async Task DecodeAsync_Ffmpeg_SeesNoneOfTheAppsKeys()
    {
        Environment.SetEnvironmentVariable("MIXTAPE_DECODER_TEST_KEY", "secret");
        var decoder = Scripted("echo \"<$MIXTAPE_DECODER_TEST_KEY> ${PATH:+path}\" >&2; exit 1");
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => decoder.DecodeAsync(Flac()));
        Assert.Contains("<> path", error.Message);
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioDecoderOptions { MaximumBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioDecoderOptions { FfmpegTimeout = TimeSpan.Zero });
    }

    private static WaveBuilder Wave(int rate, int channels) =>
        WaveBuilder.Of(
            channels, rate, Tones.Sine(440, rate, 3 * rate, 0.5).SelectMany(sample => Enumerable.Repeat((double)sample, channels)));

    private static MemoryStream Flac() => new("fLaC and more"u8.ToArray());

    /// <summary>At 440 Hz, of amplitude 0.5, with little beside it.</summary>
    private static void AssertTone(DecodedAudio audio, double tolerance)
    {
        Assert.Equal(AudioDecoder.SampleRate, audio.SampleRate);
        Assert.Equal(3, audio.Seconds, 0.2); // some encoders pad
        var (amplitude, _, rest) = Tones.Fit(audio.Samples.Span[5_000..^8_000], 440, AudioDecoder.SampleRate, 5_000);
        Assert.Equal(0.5, amplitude, tolerance);
        Assert.True(rest < tolerance, $"{rest} of something else");
    }

    private AudioDecoder Scripted(string script, TimeSpan? timeout = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for ffmpeg is a shell script.");
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new AudioDecoder(new AudioDecoderOptions
        {
            Ffmpeg = path,
            FfmpegTimeout = timeout ?? TimeSpan.FromMinutes(2),
            Limits = new AudioLimits { MaximumSeconds = 5 },
        });
    }

    private void AssertGone()
    {
        var id = int.Parse(File.ReadAllText(Path.Combine(_folder.FullName, "pid")));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    private async Task<string> EncodeAsync(string extension, string codec)
    {
        var (source, path) = (Path.Combine(_folder.FullName, "tone.wav"), Path.Combine(_folder.FullName, "tone." + extension));
        await File.WriteAllBytesAsync(source, Wave(44_100, 2).Bytes);
        try
        {
            using var process = Process.Start("ffmpeg", ["-nostdin", "-loglevel", "error", "-i", source, "-c:a", codec, path]);
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) Assert.Skip($"This ffmpeg has no encoder {codec}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("ffmpeg is not installed.");
        }

        return path;
    }
}
