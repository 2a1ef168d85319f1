namespace Mixtape.Music.Audio;

/// <summary>A recording, ready for features.</summary>
/// <param name="Samples">One channel, the mean of those there were, full scale 1; at least one sample.</param>
/// <param name="SampleRate">Samples a second.</param>
public sealed record DecodedAudio(ReadOnlyMemory<float> Samples, int SampleRate)
{
    /// <summary>How long it is.</summary>
    public double Seconds => (double)Samples.Length / SampleRate;
}
