namespace Mixtape.Music.Audio;

/// <summary>How to decode.</summary>
public sealed record AudioDecoderOptions
{
    /// <summary>What to refuse.</summary>
    public AudioLimits Limits { get; init; } = new();

    /// <summary>The most bytes of a stream that are kept for decoding, 1 or more. 1 GB is an hour and a half of CD sound in WAV.</summary>
    public long MaximumBytes
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumBytes), value, "there must be room for at least 1 byte.");
    } = 1_000_000_000;

    /// <summary>The ffmpeg executable: its path, or a name to look for on PATH.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>
    /// How long ffmpeg may take for one recording, over zero, at most an hour. It decodes 15 minutes of music in a few seconds; a slow,
    /// shared core gets a wide margin.
    /// </summary>
    public TimeSpan FfmpegTimeout
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FfmpegTimeout), value, "the timeout must be over zero and at most an hour.");
    } = TimeSpan.FromMinutes(2);
}
