using Mixtape.Music.Audio.Rendering;

namespace Mixtape.Music.Audio.Ears;

/// <summary>How often an analyzer is right about songs whose truth is known, each a share of the songs. Songs of drums alone have no key to be right about.</summary>
/// <param name="Songs">How many songs.</param>
/// <param name="Tempo">Tempo within 4 %.</param>
/// <param name="TempoUpToFactors">Tempo within 4 %, or of its double, triple, half or third.</param>
/// <param name="Key">Key and mode both right.</param>
/// <param name="KeyScore">
/// The mean of MIREX's score: 1 for key and mode, 0.5 for the key a fifth above, 0.3 for the relative, 0.2 for the parallel.
/// </param>
/// <param name="Meter">Beats of a bar right.</param>
/// <param name="Genre">Genre right.</param>
public sealed record EarsQuality(
    int Songs, double Tempo, double TempoUpToFactors, double Key, double KeyScore, double Meter, double Genre)
{
    private const double Tolerance = 0.04;

    /// <summary>Renders songs that no training has heard, and analyzes them.</summary>
    /// <param name="analyzer">Whose answers.</param>
    /// <param name="seed">From which the songs follow.</param>
    /// <param name="songs">How many.</param>
    /// <param name="threads">Threads; the figures do not depend on them.</param>
    /// <param name="cancellation">Ends it between songs.</param>
    public static EarsQuality Measure(AudioAnalyzer analyzer, ulong seed, int songs, int threads, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(songs, 1);
        var scores = new double[songs][];
        Parallel.For(0, songs, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
        {
            var song = new SongRenderer().Render(
                new SongRequest { Seed = EarsDataset.SongSeed(seed, i), Seconds = EarsDataset.SongSeconds });
            var audio = new DecodedAudio(song.Samples, AudioDecoder.SampleRate, double.NaN, double.NaN);
            scores[i] = Score(analyzer.Analyze(audio, cancellation).Features, song.Truth);
        });
        double Mean(int of) => scores.Select(score => score[of]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
        return new EarsQuality(songs, Mean(0), Mean(1), Mean(2), Mean(3), Mean(4), Mean(5));
    }

    /// <summary>The figures by name, for a manifest.</summary>
    public IReadOnlyDictionary<string, double> ToMetrics() => new Dictionary<string, double>
    {
        ["songs"] = Songs,
        ["tempo"] = Tempo,
        ["tempoUpToFactors"] = TempoUpToFactors,
        ["key"] = Key,
        ["keyScore"] = KeyScore,
        ["meter"] = Meter,
        ["genre"] = Genre,
    }.Where(figure => double.IsFinite(figure.Value)).ToDictionary(); // of drums alone there is no key

    /// <summary>Whether a tempo is within 4 % of the truth, times one of some factors.</summary>
    public static bool IsTempo(double tempo, double truth, params ReadOnlySpan<double> factors)
    {
        foreach (var factor in factors)
            if (Math.Abs(tempo - factor * truth) <= Tolerance * factor * truth) return true;
        return false;
    }

    /// <summary>MIREX's score of a key, as mir_eval has it (see <see cref="KeyScore"/>).</summary>
    public static double ScoreKey(PitchClass key, Mode mode, PitchClass trueKey, Mode trueMode)
    {
        var up = ((int)key - (int)trueKey + 12) % 12;
        if (mode == trueMode) return up switch { 0 => 1, 7 => 0.5, _ => 0 };
        if (up == 0) return 0.2;
        return up == (trueMode == Mode.Major ? 9 : 3) ? 0.3 : 0;
    }

    private static double[] Score(AudioFeatures heard, SongTruth truth)
    {
        double Of(bool isRight) => isRight ? 1 : 0;
        return
        [
            Of(heard.Tempo is { } tempo && IsTempo(tempo, truth.Tempo, 1)),
            Of(heard.Tempo is { } any && IsTempo(any, truth.Tempo, 1, 2, 3, 1.0 / 2, 1.0 / 3)),
            !truth.IsPitched ? double.NaN : Of(heard.Key == truth.Key && heard.Mode == truth.Mode),
            !truth.IsPitched ? double.NaN : heard.Key is { } key ? ScoreKey(key, heard.Mode!.Value, truth.Key, truth.Mode) : 0,
            Of(heard.BeatsPerBar == truth.BeatsPerBar),
            Of(heard.Genre == RenderGenres.Names[truth.Genre]),
        ];
    }
}
