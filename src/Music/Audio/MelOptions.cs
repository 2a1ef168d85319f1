namespace Mixtape.Music.Audio;

/// <summary>How a <see cref="MelSpectrogram"/> sees sound.</summary>
public sealed record MelOptions
{
    /// <summary>Samples a second, 1,000 to 768,000; as decoded by default.</summary>
    public int SampleRate
    {
        get;
        init => field = value is >= 1_000 and <= 768_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SampleRate), value, "sample rates must be 1,000 to 768,000.");
    } = AudioDecoder.SampleRate;

    /// <summary>
    /// Samples of a frame, a power of two, 64 to 65,536. 2,048 are 93 ms at 22,050 Hz: long enough to part neighbouring low notes, short
    /// enough for a drum.
    /// </summary>
    public int Window
    {
        get;
        init => field = value is >= 64 and <= 65_536 && int.IsPow2(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Window), value, "the window must be a power of two, 64 to 65,536.");
    } = 2_048;

    /// <summary>
    /// Samples from one frame's start to the next, 1 to 65,536. 512 are 43 frames a second: rhythms up to fast drum rolls show.
    /// </summary>
    public int Hop
    {
        get;
        init => field = value is >= 1 and <= 65_536
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Hop), value, "the hop must be 1 to 65,536.");
    } = 512;

    /// <summary>Bands, 1 to 1,024. 96 are about ten an octave where melodies are, and the lowest still holds a bin of its own.</summary>
    public int Bands
    {
        get;
        init => field = value is >= 1 and <= 1_024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Bands), value, "bands must be 1 to 1,024.");
    } = 96;

    /// <summary>Where the lowest band begins, in hertz, 0 or more. Below 30 there is rumble rather than music.</summary>
    public double MinimumHertz
    {
        get;
        init => field = value is >= 0 and < double.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinimumHertz), value, "it must be 0 or more, and finite.");
    } = 30;

    /// <summary>
    /// Where the highest band ends, in hertz, over the minimum, at most half the sample rate. Lossy formats and the resampler cut what is
    /// higher than 9,500, so bands there would tell the encoder rather than the song.
    /// </summary>
    public double MaximumHertz
    {
        get;
        init => field = value is > 0 and < double.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumHertz), value, "it must be over 0, and finite.");
    } = 9_500;

    /// <summary>
    /// The factor c of ln(1 + c power), over 0. With 1,000,000 a full-scale tone gives about 12, one 60 dB below gives 0.2, and silence 0.
    /// </summary>
    public float Compression
    {
        get;
        init => field = value is > 0 and < float.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Compression), value, "it must be over 0, and finite.");
    } = 1_000_000;
}
