namespace Mixtape.Music.Audio;

/// <summary>
/// Hears recordings: decodes them, measures loudness and peak, and asks the network for the rest. Memory is bounded by the decoder's limits.
/// Safe for concurrent use.
/// </summary>
/// <param name="decoder">Decodes; null for one with the default limits.</param>
public sealed class AudioAnalyzer(AudioDecoder? decoder = null) : IDisposable
{
    private readonly AudioDecoder _decoder = decoder ?? new AudioDecoder();

    /// <summary>Which network hears: the hash of its file in hexadecimal.</summary>
    public string Model => "";

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

    /// <summary>Hears what is decoded.</summary>
    public AudioAnalysis Analyze(DecodedAudio audio, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var features = new AudioFeatures
        {
            Seconds = audio.Seconds,
            Loudness = double.IsFinite(audio.Loudness) ? audio.Loudness : null,
            TruePeak = double.IsFinite(audio.TruePeak) ? audio.TruePeak : null,
        };
        return new AudioAnalysis(features, [], Model);
    }

    /// <summary>Lets go of the network.</summary>
    public void Dispose()
    {
    }
}
