using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Harmony;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio.Harmony;

public sealed class PitchSpectrogramTests
{
    private const int Rate = AudioDecoder.SampleRate;

    [Fact]
    public void Compute_SineAtEachSemitone_LandsOnThatNote()
    {
        for (var semitone = 0; semitone < PitchSpectrogram.Semitones; semitone++)
        {
            var pitches = PitchSpectrogram.Compute(Note(semitone, 30_000));
            Assert.Equal(0, pitches.TuningCents, 2.0);
            for (var t = 1; t < pitches.Frames - 1; t++)
            {
                var notes = pitches[t];
                Assert.Equal(Math.Log(31), notes[semitone], 0.1);
                for (var other = 0; other < notes.Length; other++)
                    if (other != semitone) Assert.InRange(notes[other], 0, 0.15f);
            }
        }
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    [InlineData(12)]
    [InlineData(-45)]
    public void Compute_DetunedChord_FindsTheTuningAndTheNotes(double cents)
    {
        int[] chord = [12, 31, 40, 48]; // C2 G3 E4 C5
        var samples = new float[Rate];
        foreach (var note in chord) Add(samples, Note(note + cents / 100, samples.Length));
        var pitches = PitchSpectrogram.Compute(samples);
        Assert.Equal(cents, pitches.TuningCents, 1.0);
        for (var t = 1; t < pitches.Frames - 1; t++)
        {
            var notes = pitches[t].ToArray();
            Assert.Equal(chord, Enumerable.Range(0, notes.Length).Where(p => notes[p] > 1));
        }
    }

    [Fact]
    public void Compute_NeighboursInTheBass_AreTwoNotes()
    {
        var samples = Note(16, Rate); // E2 and F#2, 10 Hz apart
        Add(samples, Note(18, Rate));
        var pitches = PitchSpectrogram.Compute(samples);
        for (var t = 1; t < pitches.Frames - 1; t++)
        {
            Assert.InRange(pitches[t][16], 2.5f, 4);
            Assert.InRange(pitches[t][18], 2.5f, 4);
            Assert.InRange(pitches[t][17], 0, 1);
        }
    }

    [Fact]
    public void Compute_LouderOrSofter_GivesTheSame()
    {
        var samples = Note(40, Rate);
        Add(samples, Note(47.1, Rate));
        var values = PitchSpectrogram.Compute(samples).Values;
        var soft = PitchSpectrogram.Compute(Array.ConvertAll(samples, sample => sample / 1_024)).Values;
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], soft[i], 1e-4);
    }

    [Fact]
    public void Compute_NoiseUnderAChord_LeavesTheChordOnTop()
    {
        var random = new SeededRandom(3);
        var samples = new float[Rate * 3];
        foreach (ref var sample in samples.AsSpan()) sample = (float)random.NextGaussian() * 0.3f;
        foreach (var note in new[] { 24, 40, 55 }) Add(samples, Note(note, samples.Length));
        var pitches = PitchSpectrogram.Compute(samples);
        for (var t = 1; t < pitches.Frames - 1; t++)
        {
            var notes = pitches[t].ToArray();
            Assert.All(new[] { 24, 40, 55 }, note => Assert.True(notes[note] > 2.5));
            Assert.InRange(notes.Sum() - notes[24] - notes[40] - notes[55], 0, 35); // 69 others
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8_191, 0)]
    [InlineData(8_192, 1)]
    [InlineData(12_287, 1)]
    [InlineData(12_288, 2)]
    public void Compute_Silence_GivesZerosForWholeFrames(int samples, int frames)
    {
        var pitches = PitchSpectrogram.Compute(new float[samples]);
        Assert.Equal((frames, 0.0), (pitches.Frames, pitches.TuningCents));
        Assert.Equal(new float[frames * PitchSpectrogram.Semitones], pitches.Values);
        Assert.Equal(frames, PitchSpectrogram.FramesOf(samples));
    }

    [Fact]
    public void Compute_ConstantImpulseAndFullScaleNoise_AreFinite()
    {
        var (ones, impulse, noise) = (new float[40_000], new float[40_000], new float[40_000]);
        Array.Fill(ones, 1);
        impulse[20_000] = 1;
        var random = new SeededRandom(5);
        foreach (ref var sample in noise.AsSpan()) sample = random.Next(2) * 2 - 1;
        foreach (var samples in new[] { ones, impulse, noise })
        {
            var pitches = PitchSpectrogram.Compute(samples);
            Assert.All(pitches.Values, value => Assert.InRange(value, 0, 8));
            Assert.InRange(pitches.TuningCents, -50, 50);
        }
    }

    [Fact]
    public void Compute_Again_GivesTheSameBits()
    {
        var samples = new float[60_000];
        var random = new SeededRandom(7);
        foreach (ref var sample in samples.AsSpan()) sample = (float)random.NextGaussian();
        Assert.Equal(PitchSpectrogram.Compute(samples).Values, PitchSpectrogram.Compute(samples).Values);
    }

    private static float[] Note(double semitone, int length) =>
        Tones.Sine(440 * Math.Pow(2, (semitone - 45) / 12), Rate, length, 0.25 * Math.Pow(2, (45 - semitone) / 24)); // as loud once tilted

    private static void Add(float[] sum, float[] samples)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += samples[i];
    }
}
