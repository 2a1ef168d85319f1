namespace Mixtape.Music.Audio;

/// <summary>How much audio is taken from content that anybody may have sent.</summary>
public sealed record AudioLimits
{
    /// <summary>
    /// The most seconds of one recording, 1 to 86,400. What is there counts, not what a header claims. 15 minutes cover nearly all songs,
    /// and are 80 MB of samples at 22,050 Hz.
    /// </summary>
    public int MaximumSeconds
    {
        get;
        init => field = value is >= 1 and <= 86_400
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumSeconds), value, "seconds must be 1 to 86,400.");
    } = 900;

    /// <summary>The most channels, 1 to 64. Eight are 7.1 surround sound, the most that music comes in.</summary>
    public int MaximumChannels
    {
        get;
        init => field = value is >= 1 and <= 64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumChannels), value, "channels must be 1 to 64.");
    } = 8;

    /// <summary>The least samples a second, 1,000 to 768,000. Below 8 kHz there is speech, no music.</summary>
    public int MinimumSampleRate
    {
        get;
        init => field = CheckRate(value, nameof(MinimumSampleRate));
    } = 8_000;

    /// <summary>The most samples a second, 1,000 to 768,000. 192 kHz is the most that music is sold in.</summary>
    public int MaximumSampleRate
    {
        get;
        init => field = CheckRate(value, nameof(MaximumSampleRate));
    } = 192_000;

    private static int CheckRate(int value, string name) => value is >= 1_000 and <= 768_000
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "sample rates must be 1,000 to 768,000.");
}
