using Mixtape.Music.Audio.Ears;

namespace Mixtape.Music.Audio;

/// <summary>
/// Hears recordings: decodes them, measures loudness and peak, and hears the rest by the network and by signal processing together. Of long
/// recordings it hears <see cref="MaximumClips"/> clips, spread evenly; their answers are averaged. Memory is bounded by the decoder's
/// limits. Safe for concurrent use; dispose of it when the last recording was heard.
/// </summary>
public sealed class AudioAnalyzer : IDisposable
{
    /// <summary>The most clips heard of a recording: of a song of four minutes, about a third.</summary>
    public const int MaximumClips = 6;

    // As many as the network was trained on, 14 s; and the least that it makes sense of, 1.5 s.
    private const int ClipSamples = (EarsBatch.Frames - 1) * 512 + 2_048;
    private const int LeastSamples = AudioDecoder.SampleRate * 3 / 2;

    // Below it, -70 dB of full scale, there is nothing to hear: EBU R 128 gates there too.
    private const double Silence = 3.2e-4;

    private readonly AudioDecoder _decoder;
    private readonly EarsModel _ears;

    /// <summary>Loads the network that comes with the program.</summary>
    /// <param name="decoder">Decodes; null for one with the default limits.</param>
    public AudioAnalyzer(AudioDecoder? decoder = null)
        : this(EarsModel.Load(), decoder)
    {
    }

    /// <summary>Hears by another network.</summary>
    /// <param name="ears">The network, which is disposed of with this.</param>
    /// <param name="decoder">Decodes; null for one with the default limits.</param>
    public AudioAnalyzer(EarsModel ears, AudioDecoder? decoder = null) => (_ears, _decoder) = (ears, decoder ?? new AudioDecoder());

    /// <summary>Which network hears: the hash of its file in hexadecimal.</summary>
    public string Model => _ears.Hash;

    /// <summary>Hears a file.</summary>
    /// <exception cref="InvalidAudioException">It is no audio, is damaged, or exceeds a limit.</exception>
    /// <exception cref="MissingFfmpegException">It is no WAV file, and there is no ffmpeg.</exception>
    public async Task<AudioAnalysis> AnalyzeAsync(string path, CancellationToken cancellation = default) =>
        Analyze(await _decoder.DecodeAsync(path, cancellation).ConfigureAwait(false), cancellation);

    /// <summary>Hears a stream from where it stands to its end.</summary>
    /// <exception cref="InvalidAudioException">It is no audio, is damaged, or exceeds a limit.</exception>
    /// <exception cref="MissingFfmpegException">It is no WAV file, and there is no ffmpeg.</exception>
    public async Task<AudioAnalysis> AnalyzeAsync(Stream content, CancellationToken cancellation = default) =>
        Analyze(await _decoder.DecodeAsync(content, cancellation).ConfigureAwait(false), cancellation);

    /// <summary>Hears what is decoded. Clips with a sample that is not finite, which no decoder gives, are passed over as silent.</summary>
    public AudioAnalysis Analyze(DecodedAudio audio, CancellationToken cancellation = default)
    {
        var features = new AudioFeatures
        {
            Seconds = audio.Seconds,
            Loudness = double.IsFinite(audio.Loudness) ? audio.Loudness : null,
            TruePeak = double.IsFinite(audio.TruePeak) ? audio.TruePeak : null,
        };
        var (frontEnd, impression) = (new EarsFrontEnd(), new Impression(_ears));
        foreach (var clip in Clips(audio.Samples.Length))
        {
            cancellation.ThrowIfCancellationRequested();
            var samples = audio.Samples.Span[clip];
            if (Level(samples) is >= Silence and < double.PositiveInfinity) impression.Add(frontEnd.Hear(samples));
        }

        return impression.Describe(features);
    }

    /// <summary>Lets go of the network.</summary>
    public void Dispose() => _ears.Dispose();

    /// <summary>What to hear of so many samples: all, or clips from the first moment to the last.</summary>
    private static IEnumerable<Range> Clips(int samples)
    {
        if (samples < LeastSamples) yield break;
        var clips = Math.Clamp((samples + ClipSamples - 1) / ClipSamples, 1, MaximumClips);
        var length = Math.Min(samples, ClipSamples);
        for (var i = 0; i < clips; i++)
        {
            var start = clips == 1 ? 0 : (int)((long)(samples - length) * i / (clips - 1));
            yield return start..(start + length);
        }
    }

    private static double Level(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples) sum += (double)sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}
