using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Ears;
using Mixtape.Music.Audio.Harmony;
using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Tests.Audio;

/// <summary>
/// How often tempo, key and beats of a bar are heard right: by the networks alone, by plain signal processing alone, by both together, which
/// is what the analyzer answers, and of tempo by a naive autocorrelation. No network, estimator or weight was fitted to these recordings.
/// </summary>
public sealed class HearingTests(ITestOutputHelper output)
{
    // Of the renders that README's figures are of, the first; all 600 with MIXTAPE_RENDERS=600.
    private const int Renders = 150;

    [Fact]
    public async Task Clips_OfTenGenres_AreHeard()
    {
        // Well below what was measured: clips are few, and each is two or three hundredths.
        var together = Judge(await RealRecordings.ClipsAsync());
        Assert.True(together is { Tempo: >= 0.55, UpToFactors: >= 0.8, Key: >= 0.5, Meter: >= 0.8 }, $"{together}");
    }

    [Fact]
    public async Task Loops_RepeatedTo15Seconds_HaveTheirTempo()
    {
        var together = Judge(await RealRecordings.LoopsAsync());
        Assert.True(together.UpToOctaves >= 0.8, $"{together}");
    }

    [Fact]
    public void Renders_ThatNoTrainingHeard_AreHeard()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("MIXTAPE_RENDERS"), out var asked) ? asked : Renders;
        var songs = new KnownRecording[count];
        Parallel.For(0, count, i =>
        {
            var seed = EarsDataset.SongSeed(777, i);
            var song = new SongRenderer().Render(new SongRequest { Seed = seed, Seconds = 14 });
            songs[i] = new KnownRecording(
                RenderGenres.Names[song.Truth.Genre], new DecodedAudio(song.Samples, AudioDecoder.SampleRate, double.NaN, double.NaN),
                song.Truth.Tempo, song.Truth.IsPitched ? (song.Truth.Key, song.Truth.Mode) : null, song.Truth.BeatsPerBar);
        });
        var together = Judge(songs);
        Assert.True(together is { Tempo: >= 0.85, UpToFactors: >= 0.93, Key: >= 0.85, Meter: >= 0.88 }, $"{together}");
    }

    /// <summary>Prints how often each way is right, and returns how often the analyzer is.</summary>
    private Scores Judge(IReadOnlyList<KnownRecording> recordings)
    {
        var heard = Hear(recordings);
        output.WriteLine(
            $"tempo of {recordings.Count(known => known.Tempo is not null)}, key of {recordings.Count(known => known.Key is not null)}, "
            + $"beats of a bar of {recordings.Count(known => known.BeatsPerBar is not null)} recordings");
        var scores = heard[0].Keys.ToDictionary(way => way, way => Score(recordings, [.. heard.Select(answers => answers[way])]));
        foreach (var (way, score) in scores)
            output.WriteLine(
                $"{way,-9} tempo {score.Tempo:0.000}, up to octaves {score.UpToOctaves:0.000}, up to factors of 2 and 3 "
                + $"{score.UpToFactors:0.000}, key {score.Key:0.000} ({score.KeyExactly:0.000} exactly), beats of a bar {score.Meter:0.000}");
        for (var i = 0; i < recordings.Count && recordings.Count <= 50; i++)
        {
            var (known, answer) = (recordings[i], heard[i]["together"]);
            output.WriteLine(
                $"{known.Name,-16} tempo {answer.Tempo:0.0} of {known.Tempo:0.0}, {answer.Key} {answer.Mode} of {known.Key}, "
                + $"{answer.BeatsPerBar} beats of {known.BeatsPerBar}");
        }

        return scores["together"];
    }

    private static Scores Score(IReadOnlyList<KnownRecording> recordings, Heard[] heard)
    {
        var answers = recordings.Zip(heard).ToArray();
        double Tempo(params double[] factors) => Share(
            answers, pair => pair.First.Tempo is { } tempo ? EarsQuality.IsTempo(pair.Second.Tempo, tempo, factors) : null);
        var keys = answers.Where(pair => pair.First.Key is not null).Select(pair => EarsQuality.ScoreKey(
            pair.Second.Key, pair.Second.Mode, pair.First.Key!.Value.Key, pair.First.Key.Value.Mode)).DefaultIfEmpty(double.NaN).ToArray();
        return new Scores(
            Tempo(1), Tempo(1, 2, 1 / 2.0), Tempo(1, 2, 3, 1 / 2.0, 1 / 3.0), keys.Average(), keys.Average(score => score == 1 ? 1 : 0),
            Share(answers, pair => pair.First.BeatsPerBar is { } beats ? pair.Second.BeatsPerBar == beats : null));
    }

    private static double Share<T>(T[] answers, Func<T, bool?> isRight) =>
        answers.Select(isRight).Where(right => right is not null).Select(right => right!.Value ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    /// <summary>What is heard in each recording, by each way.</summary>
    private static Dictionary<string, Heard>[] Hear(IReadOnlyList<KnownRecording> recordings)
    {
        using var ears = EarsModel.Load();
        using var analyzer = new AudioAnalyzer();
        var heard = new Dictionary<string, Heard>[recordings.Count];
        Parallel.For(0, recordings.Count, i =>
        {
            var clip = new EarsFrontEnd().Hear(recordings[i].Audio.Samples.Span);
            var network = ears.Hear(clip.Input);
            var networkTempo = TempoGrid.BeatsPerMinute(Best(network.Tempo));
            var plainTempo = TempoEstimator.Refine(clip.Onsets, TempoGrid.BeatsPerMinute(Best(TempoEstimator.Estimate(clip.Onsets))));
            var features = analyzer.Analyze(recordings[i].Audio).Features;
            heard[i] = new Dictionary<string, Heard>
            {
                ["network"] = Of(
                    networkTempo, network.Key,
                    ears.TellMeter(clip.Similarity(TempoEstimator.Refine(clip.Onsets, networkTempo)))),
                ["plain"] = Of(
                    plainTempo, KeyEstimator.Estimate(clip.Pitches), MeterEstimator.Estimate(clip.Onsets, clip.Pitches, plainTempo)),
                ["naive"] = Of(NaiveTempo(clip.Onsets), KeyEstimator.Estimate(clip.Pitches), [0, 1, 0, 0, 0]), // of meters, always the commonest
                ["together"] = new Heard(
                    features.Tempo!.Value, features.Key!.Value, features.Mode!.Value, features.BeatsPerBar!.Value),
            };
        });
        return heard;

        static Heard Of(double tempo, float[] keys, float[] meters)
        {
            var (tonic, mode) = KeyEstimator.KeyAt(Best(keys));
            return new Heard(tempo, tonic, mode, MeterEstimator.Meters[Best(meters)]);
        }
    }

    /// <summary>The highest autocorrelation of all tempi of the grid, weighted by how common they are.</summary>
    private static double NaiveTempo(OnsetCurves onsets)
    {
        var correlation = new Autocorrelation(onsets.Full, 100);
        return Enumerable.Range(0, TempoGrid.Count).Select(i => TempoGrid.BeatsPerMinute(i)).MaxBy(tempo =>
            correlation[60 * onsets.FrameRate / tempo] * Math.Exp(-0.5 * Math.Pow(Math.Log2(tempo / 115.8), 2)));
    }

    private static int Best(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());

    private sealed record Heard(double Tempo, PitchClass Key, Mode Mode, int BeatsPerBar);

    private sealed record Scores(double Tempo, double UpToOctaves, double UpToFactors, double Key, double KeyExactly, double Meter);
}
