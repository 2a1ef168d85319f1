namespace Mixtape.Music.Audio;

/// <summary>A recording, ready for features.</summary>
/// <param name="Samples">One channel, the mean of those there were, full scale 1; at least one sample.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Loudness">
/// Integrated loudness of the original channels in LUFS (see <see cref="LoudnessMeter"/>); negative infinity for silence and for less than
/// 400 ms.
/// </param>
/// <param name="TruePeak">
/// True peak of the original channels in dBTP (see <see cref="TruePeakMeter"/>); negative infinity for silence.
/// </param>
public sealed record DecodedAudio(ReadOnlyMemory<float> Samples, int SampleRate, double Loudness, double TruePeak)
{
    /// <summary>How long it is.</summary>
    public double Seconds => (double)Samples.Length / SampleRate;
}
