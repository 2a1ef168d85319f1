using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Ears;
using Mixtape.Music.Audio.Rendering;

namespace Mixtape.Music.Tests.Audio;

public sealed class AudioAnalyzerTests : IClassFixture<AudioAnalyzerTests.Ears>
{
    private readonly AudioAnalyzer _analyzer;

    public AudioAnalyzerTests(Ears ears) => _analyzer = ears.Analyzer;

    [Fact]
    public void Analyze_SongsThatNoTrainingHeard_IsMostlyRight()
    {
        var quality = EarsQuality.Measure(
            _analyzer, seed: 0xFEED, songs: 60, Environment.ProcessorCount, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper!.WriteLine($"{quality}");
        Assert.True(quality.Tempo >= 0.8, $"{quality}");
        Assert.True(quality.KeyScore >= 0.8, $"{quality}");
        Assert.True(quality.Meter >= 0.8, $"{quality}");
        Assert.True(quality.Genre >= 0.6, $"{quality}");
    }

    [Fact]
    public void Analyze_ASong_FillsInEverything()
    {
        var song = Song(seed: 5, seconds: 16);
        var analysis = _analyzer.Analyze(song);
        var features = analysis.Features;
        Assert.Equal(16, features.Seconds, 0.01);
        Assert.InRange(features.Tempo!.Value, 39, 245);
        Assert.NotNull(features.Key);
        Assert.NotNull(features.Mode);
        Assert.Contains(features.BeatsPerBar!.Value, (int[])[3, 4, 5, 6, 7]);
        Assert.Contains(features.Genre!, RenderGenres.Names);
        Assert.All(
            (double?[])[features.TempoConfidence, features.KeyConfidence, features.BeatsPerBarConfidence, features.GenreConfidence],
            confidence => Assert.InRange(confidence!.Value, 0, 1));
        Assert.Equal(1, Math.Sqrt(analysis.Embedding.Sum(entry => (double)entry * entry)), 1e-5);
        Assert.Equal(_analyzer.Model, analysis.Model);
        Assert.Equal(64, _analyzer.Model.Length);
    }

    [Fact]
    public void Analyze_Quieter_IsTheSame()
    {
        var song = Song(seed: 6, seconds: 15);
        var quiet = song with { Samples = song.Samples.ToArray().Select(sample => sample / 64).ToArray() };
        var (loud, soft) = (_analyzer.Analyze(song), _analyzer.Analyze(quiet));
        Assert.Equal(loud.Features.Tempo!.Value, soft.Features.Tempo!.Value, 1e-3);
        Assert.Equal(loud.Features.Key, soft.Features.Key);
        Assert.All(loud.Embedding.Zip(soft.Embedding), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Analyze_FromManyThreads_IsTheSame()
    {
        var song = Song(seed: 7, seconds: 40);
        var expected = _analyzer.Analyze(song);
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 3 }, _ =>
        {
            var analysis = _analyzer.Analyze(song);
            Assert.Equal(expected.Features, analysis.Features);
            Assert.Equal(expected.Embedding, analysis.Embedding);
        });
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.4)]
    [InlineData(60)]
    public void Analyze_SilenceOrTooLittle_KnowsNothing(double seconds)
    {
        var samples = new float[(int)(seconds * AudioDecoder.SampleRate)];
        if (seconds < 2) Array.Fill(samples, 0.25f);
        var analysis = _analyzer.Analyze(new DecodedAudio(samples, AudioDecoder.SampleRate, double.NegativeInfinity, -6));
        Assert.Equal(new AudioFeatures { Seconds = analysis.Features.Seconds, TruePeak = -6 }, analysis.Features);
        Assert.Equal(seconds, analysis.Features.Seconds, 0.01);
        Assert.Empty(analysis.Embedding);
    }

    [Fact]
    public void Analyze_ALongRecording_IsFinite()
    {
        var song = Song(seed: 8, seconds: 16);
        var samples = Enumerable.Range(0, 12).SelectMany(_ => song.Samples.ToArray()).ToArray();
        var analysis = _analyzer.Analyze(song with { Samples = samples });
        Assert.Equal(192, analysis.Features.Seconds, 0.1);
        Assert.All(analysis.Embedding, entry => Assert.True(float.IsFinite(entry)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Analyze_ASampleThatIsNotFinite_PassesItsClipOver(float sample)
    {
        var samples = Song(seed: 9, seconds: 10).Samples.ToArray();
        samples[5_000] = sample;
        var analysis = _analyzer.Analyze(new DecodedAudio(samples, AudioDecoder.SampleRate, double.NaN, double.NaN));
        Assert.Equal(new AudioFeatures { Seconds = analysis.Features.Seconds }, analysis.Features);
        Assert.Empty(analysis.Embedding);
    }

    [Fact]
    public void Analyze_AHeldTone_HasNoTempo()
    {
        var samples = Enumerable.Range(0, AudioDecoder.SampleRate * 20).Select(i => 0.3f * MathF.Sin(i * MathF.Tau * 440 / 22_050)).ToArray();
        var features = _analyzer.Analyze(new DecodedAudio(samples, AudioDecoder.SampleRate, -14, -10)).Features;
        Assert.Equal((null, null, null, null), (features.Tempo, features.TempoConfidence, features.BeatsPerBar, features.BeatsPerBarConfidence));
        Assert.Equal(PitchClass.A, features.Key);
    }

    [Fact]
    public void Analyze_Constants_DoesNotThrow()
    {
        var samples = new float[AudioDecoder.SampleRate * 5];
        Array.Fill(samples, 1f);
        Assert.All(
            _analyzer.Analyze(new DecodedAudio(samples, AudioDecoder.SampleRate, -3, 0)).Embedding, entry => Assert.True(float.IsFinite(entry)));
    }

    private static DecodedAudio Song(ulong seed, double seconds) =>
        new(new SongRenderer().Render(new SongRequest { Seed = seed, Seconds = seconds }).Samples, AudioDecoder.SampleRate, -14, -1);

    /// <summary>Loaded once.</summary>
    public sealed class Ears : IDisposable
    {
        public AudioAnalyzer Analyzer { get; } = new();

        public void Dispose() => Analyzer.Dispose();
    }
}
