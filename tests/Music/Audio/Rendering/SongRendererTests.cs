using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Rendering;

namespace Mixtape.Music.Tests.Audio.Rendering;

public sealed class SongRendererTests
{
    private readonly SongRenderer _renderer = new();

    [Fact]
    public async Task Render_SameRequestOnTwoThreads_SameSamples()
    {
        var seeds = Enumerable.Range(0, 6).Select(seed => (ulong)seed).ToArray();
        var forth = await Task.Run(() => seeds.Select(seed => new SongRenderer().Render(Short(seed)).Samples).ToArray());
        var back = await Task.Run(() => seeds.Reverse().Select(seed => _renderer.Render(Short(seed)).Samples).Reverse().ToArray());

        for (var i = 0; i < seeds.Length; i++) Assert.Equal(forth[i], back[i]);
    }

    [Fact]
    public void Render_OtherSeed_OtherSamples() =>
        Assert.NotEqual(_renderer.Render(Short(1)).Samples, _renderer.Render(Short(2)).Samples);

    [Fact]
    public void Render_EveryGenre_IsSoundBelowFullScale()
    {
        for (var genre = 0; genre < RenderGenres.Names.Count; genre++)
        {
            var song = _renderer.Render(new SongRequest { Seed = 7, Genre = genre, Seconds = 5 });

            Assert.Equal(genre, song.Truth.Genre);
            Assert.All(song.Samples, sample => Assert.True(MathF.Abs(sample) < 1));
            Assert.InRange(Math.Sqrt(song.Samples.Average(sample => (double)sample * sample)), 0.003, 0.7);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(7.3)]
    [InlineData(40)]
    public void Render_Seconds_AreExact(double seconds) =>
        Assert.Equal((int)Math.Round(seconds * SongRenderer.SampleRate),
            _renderer.Render(Short(3) with { Seconds = seconds }).Samples.Length);

    [Fact]
    public void Render_WhatIsAskedFor_IsTrue()
    {
        var song = _renderer.Render(new SongRequest
        {
            Seed = 5,
            Genre = 8,
            Style = 0.25,
            Tempo = 133,
            Key = PitchClass.DSharp,
            Mode = Mode.Minor,
            BeatsPerBar = 5,
            Seconds = 8,
            DrumsOnly = false,
        });

        Assert.Equal((133, PitchClass.DSharp, Mode.Minor, 5), (song.Truth.Tempo, song.Truth.Key, song.Truth.Mode, song.Truth.BeatsPerBar));
        Assert.Equal((8, 0.25, true), (song.Truth.Genre, song.Truth.Style, song.Truth.IsPitched));
    }

    [Fact]
    public void Render_ManySeeds_CoverTheRanges()
    {
        var truths = Enumerable.Range(0, 400).Select(seed => _renderer.Render(Short((ulong)seed) with { Seconds = 0.1 }).Truth).ToArray();

        Assert.All(truths, truth => Assert.InRange(truth.Tempo, 55, 210));
        Assert.All(truths, truth => Assert.InRange(truth.TuningCents, -50, 50));
        Assert.All(truths, truth => Assert.Equal(truth.BeatsPerBar == 6, truth.IsCompound));
        Assert.Equal([3, 4, 5, 6, 7], truths.Select(truth => truth.BeatsPerBar).Distinct().Order());
        Assert.Equal(12, truths.Select(truth => truth.Key).Distinct().Count());
        Assert.Equal(RenderGenres.Names.Count, truths.Select(truth => truth.Genre).Distinct().Count());
        Assert.InRange(truths.Count(truth => truth.BeatsPerBar == 4), 230, 320);
        Assert.InRange(truths.Count(truth => truth.Mode == Mode.Minor), 120, 280);
    }

    [Fact]
    public void Render_Beats_KeepTempoAndCountBars()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var truth = _renderer.Render(new SongRequest { Seed = seed, Seconds = 12 }).Truth;
            var beats = truth.Beats;

            Assert.True(beats.Count > 8);
            Assert.Equal(truth.Tempo, 60 * (beats.Count - 1) / (beats[^1] - beats[0]), truth.Tempo * 0.002);
            for (var i = 1; i < beats.Count; i++)
            {
                Assert.Equal(60 / truth.Tempo, beats[i] - beats[i - 1], 0.6 / truth.Tempo * 2.2);
                Assert.Equal(truth.BeatNumbers[i - 1] % (truth.IsCompound ? 2 : truth.BeatsPerBar) + 1, truth.BeatNumbers[i]);
            }
        }
    }

    [Theory]
    [InlineData(16, 0.5, 10.0, 120.0, 4)]
    [InlineData(0, 1.0, 10.0, 120.0, 4)]
    [InlineData(0, 0.5, 0.0, 120.0, 4)]
    [InlineData(0, 0.5, 10.0, double.NaN, 4)]
    [InlineData(0, 0.5, 10.0, 120.0, 2)]
    public void Render_OutOfRange_Throws(int genre, double style, double seconds, double tempo, int beatsPerBar) =>
        Assert.Throws<ArgumentException>(() => _renderer.Render(new SongRequest
        {
            Seed = 1,
            Genre = genre,
            Style = style,
            Seconds = seconds,
            Tempo = tempo,
            BeatsPerBar = beatsPerBar,
        }));

    private static SongRequest Short(ulong seed) => new() { Seed = seed, Seconds = 4 };
}
