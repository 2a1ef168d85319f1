using System.Buffers;

namespace Mixtape.Music.Audio;

/// <summary>
/// Decodes recordings to one channel at 22,050 samples a second: WAV files itself (see <see cref="WaveReader"/>), and FLAC, MP3, Ogg, M4A
/// and AAC through the <c>ffmpeg</c> executable where the machine has it, in a process that has a time limit and is told which format to
/// expect. All channels and rates go through the same mean and the same <see cref="Resampler"/>, and loudness and peak are measured before
/// either. Formats are told by content; names do not count. Safe for concurrent use.
/// </summary>
/// <param name="options">How to decode; null for the defaults.</param>
/// <param name="time">The clock of ffmpeg's time limit; null for the system's.</param>
public sealed class AudioDecoder(AudioDecoderOptions? options = null, TimeProvider? time = null)
{
    /// <summary>Samples a second of all that is decoded: half of a CD's, which keeps what is below 9.5 kHz.</summary>
    public const int SampleRate = 22_050;

    private const int Block = 8_192;

    private readonly AudioDecoderOptions _options = options ?? new AudioDecoderOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Decodes a file.</summary>
    /// <exception cref="InvalidAudioException">It is no audio, is damaged, or exceeds a limit.</exception>
    /// <exception cref="MissingFfmpegException">It is no WAV file, and there is no ffmpeg.</exception>
    public async Task<DecodedAudio> DecodeAsync(string path, CancellationToken cancellation = default)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: false);
        var start = new byte[AudioSignature.Bytes];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (WaveReader.Recognizes(start.AsSpan(0, read)))
            return await Task.Run(() => Decode(file, cancellation), cancellation).ConfigureAwait(false);
        var demuxer = AudioSignature.Demuxer(start.AsSpan(0, read))
            ?? throw new InvalidAudioException("The content is no WAV, FLAC, MP3, Ogg, M4A or AAC file: convert it to one of these.");
        return await FfmpegProcess.RunAsync(path, demuxer, _options, output => Decode(output, cancellation), _time, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Decodes a stream from where it stands to its end. It goes through a temporary file, because M4A files may have what is needed first
    /// at their end.
    /// </summary>
    /// <exception cref="InvalidAudioException">It is no audio, is damaged, or exceeds a limit.</exception>
    /// <exception cref="MissingFfmpegException">It is no WAV file, and there is no ffmpeg.</exception>
    public async Task<DecodedAudio> DecodeAsync(Stream content, CancellationToken cancellation = default)
    {
        var folder = Directory.CreateTempSubdirectory("mixtape-audio-");
        try
        {
            var path = Path.Combine(folder.FullName, "content");
            await CopyAsync(content, path, cancellation).ConfigureAwait(false);
            return await DecodeAsync(path, cancellation).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task CopyAsync(Stream content, string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        var block = new byte[1 << 16];
        for (int read; (read = await content.ReadAsync(block, cancellation).ConfigureAwait(false)) > 0;)
        {
            if (file.Position + read > _options.MaximumBytes)
                throw new InvalidAudioException(
                    $"The audio is larger than {_options.MaximumBytes} bytes: compress it, or raise the option MaximumBytes.");
            await file.WriteAsync(block.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }
    }

    private DecodedAudio Decode(Stream wave, CancellationToken cancellation)
    {
        var reader = new WaveReader(wave, _options.Limits);
        var loudness = new LoudnessMeter(reader.SampleRate, reader.Channels);
        var peak = new TruePeakMeter(reader.Channels);
        var resampler = new Resampler(reader.SampleRate, SampleRate);
        var output = new ArrayBufferWriter<float>();
        var (frames, mono) = (new float[Block * reader.Channels], new float[Block]);
        for (int read; (read = reader.ReadFrames(frames)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            var channels = frames.AsSpan(0, read * reader.Channels);
            loudness.Process(channels);
            peak.Process(channels);
            WaveReader.Downmix(channels, mono.AsSpan(0, read));
            resampler.Process(mono.AsSpan(0, read), output);
        }

        resampler.Finish(output);
        if (output.WrittenCount == 0) throw new InvalidAudioException("The recording holds no samples: export it again.");
        return new DecodedAudio(output.WrittenMemory, SampleRate, loudness.Integrated, peak.Peak);
    }
}
