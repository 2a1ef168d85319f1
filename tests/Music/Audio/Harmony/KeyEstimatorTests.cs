using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Harmony;

namespace Mixtape.Music.Tests.Audio.Harmony;

public sealed class KeyEstimatorTests
{
    private const int Rate = AudioDecoder.SampleRate;

    // Chords as (root over the tonic, its third): I vi ii V IV V I, and i VI iv V i VII V i.
    private static readonly (int Root, int Third)[] _major = [(0, 4), (9, 3), (2, 3), (7, 4), (5, 4), (7, 4), (0, 4)];
    private static readonly (int Root, int Third)[] _minor = [(0, 3), (8, 4), (5, 3), (7, 4), (0, 3), (10, 4), (7, 4), (0, 3)];

    [Theory]
    [InlineData(0)]
    [InlineData(-35)]
    public void Estimate_Progressions_AreInTheirKeys(double cents)
    {
        for (var key = 0; key < KeyEstimator.Keys; key++)
        {
            var (tonic, mode) = KeyEstimator.KeyAt(key);
            Assert.Equal(key, KeyEstimator.IndexOf(tonic, mode));
            var samples = Play(mode == Mode.Major ? _major : _minor, (int)tonic + cents / 100);
            var keys = KeyEstimator.Estimate(PitchSpectrogram.Compute(samples));
            Assert.Equal(1, keys.Sum(), 1e-5);
            Assert.Equal(key, Array.IndexOf(keys, keys.Max()));
            Assert.True(keys[key] > 0.3, $"{tonic} {mode}: {keys[key]}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void Estimate_Silence_SaysThatAllAreAsProbable(int samples) =>
        Assert.All(KeyEstimator.Estimate(PitchSpectrogram.Compute(new float[samples])), value => Assert.Equal(1 / 24f, value, 1e-6));

    /// <summary>Each chord for a second: a bass note and a triad, with a few overtones.</summary>
    private static float[] Play((int Root, int Third)[] chords, double tonic)
    {
        var samples = new float[chords.Length * Rate];
        for (var chord = 0; chord < chords.Length; chord++)
        {
            var (root, third) = chords[chord];
            foreach (var note in new[] { root, root + 24, root + 24 + third, root + 31 })
                for (var overtone = 1; overtone <= 4; overtone++)
                {
                    var hertz = overtone * 440 * Math.Pow(2, (note + tonic - 33) / 12); // from C2
                    var tone = Tones.Sine(hertz, Rate, Rate, 0.1 / overtone);
                    for (var n = 0; n < Rate; n++) samples[chord * Rate + n] += tone[n];
                }
        }

        return samples;
    }
}
