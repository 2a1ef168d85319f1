using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Rendering;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio.Rendering;

/// <summary>Whether what a song says of itself can be found in its sound.</summary>
public sealed class SongTruthTests
{
    private const int Window = 4_096;
    private readonly SongRenderer _renderer = new();

    // Genres whose drums mark every beat: house, techno, disco.
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(14)]
    public void Beats_OfDrummedSongs_AreWhereLowSoundBegins(int genre)
    {
        var hits = 0;
        for (ulong seed = 0; seed < 8; seed++)
        {
            var song = _renderer.Render(new SongRequest { Seed = seed, Genre = genre, DrumsOnly = true, BeatsPerBar = 4, Tempo = 117 });
            var interval = 60 / song.Truth.Tempo;
            if (Rise(song, 0) > 1.3 * Rise(song, interval * 0.3) && Rise(song, 0) > 1.3 * Rise(song, interval * 0.6)) hits++;
        }

        Assert.InRange(hits, 7, 8);
    }

    [Fact]
    public void Beats_OfManySongs_AreWhereSoundBeginsMoreThanElsewhere()
    {
        var hits = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            var song = _renderer.Render(new SongRequest { Seed = seed, TypicalTempo = true, Seconds = 12 });
            if (Rise(song, 0) > Rise(song, 0.37 * 60 / song.Truth.Tempo)) hits++;
        }

        Assert.InRange(hits, 36, 40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(13)]
    public void Key_OfSongs_HoldsTheirSound(int genre)
    {
        var found = 0;
        for (ulong seed = 0; seed < 8; seed++)
        {
            var song = _renderer.Render(new SongRequest { Seed = seed, Genre = genre, DrumsOnly = false, Seconds = 10 });
            var chroma = Chroma(song);
            ReadOnlySpan<int> scale = song.Truth.Mode == Mode.Major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10];
            var best = Enumerable.Range(0, 12).MaxBy(shift => Share(chroma, [0, 2, 4, 5, 7, 9, 11], shift));
            var relative = song.Truth.Mode == Mode.Major ? (int)song.Truth.Key : ((int)song.Truth.Key + 3) % 12;
            if (Share(chroma, scale, (int)song.Truth.Key) > 0.75 && (best - relative + 12) % 12 is 0 or 5 or 7) found++;
        }

        Assert.InRange(found, 6, 8);
    }

    [Theory]
    [InlineData(-50)]
    [InlineData(0)]
    [InlineData(35)]
    public void Frequency_OfPatches_IsTheNotes(int cents)
    {
        // A tuning is truth only if instruments keep to it: the renderer is asked for songs of plain instruments until one is so tuned.
        var seed = Enumerable.Range(0, 4_000).Select(seed => (ulong)seed).First(seed =>
            Math.Abs(_renderer.Render(Plain(seed) with { Seconds = 0.1 }).Truth.TuningCents - cents) < 3);
        var song = _renderer.Render(Plain(seed));
        var detune = Detuning(song.Samples);

        Assert.InRange(Math.IEEERemainder(detune - song.Truth.TuningCents, 100), -12, 12);
    }

    private static SongRequest Plain(ulong seed) => new() { Seed = seed, Genre = 11, DrumsOnly = false, Style = 0.15, Seconds = 12 };

    private static double Share(double[] chroma, ReadOnlySpan<int> scale, int key)
    {
        double sum = 0;
        foreach (var step in scale) sum += chroma[(step + key) % 12];
        return sum / chroma.Sum();
    }

    /// <summary>How much louder the 50 ms after beats, moved by some seconds, are than the 50 ms before.</summary>
    private static double Rise(RenderedSong song, double moved)
    {
        const int width = 1_100;
        double sum = 0;
        foreach (var beat in song.Truth.Beats)
        {
            var at = (int)((beat + moved) * SongRenderer.SampleRate) - 200;
            if (at < width || at + width > song.Samples.Length) continue;
            sum += Math.Max(0, Level(song.Samples.AsSpan(at, width)) - Level(song.Samples.AsSpan(at - width, width)));
        }

        return sum;
    }

    private static double Level(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (var sample in samples) sum += sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }

    private static double[] Chroma(RenderedSong song)
    {
        var chroma = new double[12];
        foreach (var (pitch, level) in Peaks(song.Samples, 1_500))
            chroma[((int)Math.Round(pitch - song.Truth.TuningCents / 100) % 12 + 12) % 12] += level;
        return chroma;
    }

    /// <summary>The circular mean of the peaks' distances from equal temperament, in cents.</summary>
    private static double Detuning(ReadOnlySpan<float> samples)
    {
        double x = 0, y = 0;
        foreach (var (pitch, level) in Peaks(samples, 1_500))
        {
            x += level * Math.Cos(2 * Math.PI * pitch);
            y += level * Math.Sin(2 * Math.PI * pitch);
        }

        return 100 * Math.Atan2(y, x) / (2 * Math.PI);
    }

    /// <summary>Spectral peaks from 200 Hz, as MIDI pitch and magnitude; parabolic interpolation of the logarithm.</summary>
    private static List<(double Pitch, double Level)> Peaks(ReadOnlySpan<float> samples, double highest)
    {
        var peaks = new List<(double, double)>();
        var fourier = new RealFourierTransform(Window);
        var block = new float[Window];
        float[] real = new float[fourier.Bins], imaginary = new float[fourier.Bins];
        var level = new double[fourier.Bins];
        for (var start = 0; start + Window <= samples.Length; start += Window)
        {
            for (var i = 0; i < Window; i++) block[i] = samples[start + i] * (0.5f - 0.5f * MathF.Cos(2 * MathF.PI * i / Window));
            fourier.Forward(block, real, imaginary);
            for (var i = 0; i < level.Length; i++) level[i] = Math.Sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]) + 1e-9;
            for (var i = 38; i * (double)SongRenderer.SampleRate / Window < highest; i++)
            {
                if (level[i] < level[i - 1] || level[i] < level[i + 1]) continue;
                double before = Math.Log(level[i - 1]), here = Math.Log(level[i]), after = Math.Log(level[i + 1]);
                var bin = i + 0.5 * (before - after) / (before - 2 * here + after - 1e-12);
                peaks.Add((69 + 12 * Math.Log2(bin * SongRenderer.SampleRate / Window / 440), level[i]));
            }
        }

        return peaks;
    }
}
