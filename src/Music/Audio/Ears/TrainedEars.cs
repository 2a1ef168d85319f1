using System.Globalization;
using Mixtape.Learning.Neural;
using Mixtape.Learning.Onnx;
using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Audio.Rhythm;
using Mixtape.Numerics;

namespace Mixtape.Music.Audio.Ears;

/// <summary>The networks that hear, as trained.</summary>
public sealed class TrainedEars
{
    // What is measured is measured on songs of another seed than what was learned from.
    private const ulong JudgedSeed = 0x6A75646765;

    private readonly EarsNetwork _ears;
    private readonly MeterNetwork _meter;
    private readonly EarsTrainingOptions _options;
    private readonly IReadOnlyList<double> _meterShares;

    internal TrainedEars(
        EarsNetwork ears, MeterNetwork meter, EarsTrainingOptions options, IReadOnlyList<double> meterShares, TapeSummary cost) =>
        (_ears, _meter, _options, _meterShares, Cost) = (ears, meter, options, meterShares, cost);

    /// <summary>What each layer of the larger network cost, a step.</summary>
    public TapeSummary Cost { get; }

    /// <summary>Exports the networks, and judges them by songs that they were not trained on.</summary>
    /// <param name="songs">How many songs to judge by.</param>
    /// <param name="cancellation">Ends it between songs.</param>
    /// <returns>The files, whose manifests say how good they are, and how good they are.</returns>
    public (EarsFiles Files, EarsQuality Quality) Judge(int songs, CancellationToken cancellation = default)
    {
        var source = FormattableString.Invariant(
            $"{_options.Songs} songs rendered from seed {_options.Seed}, {_options.Epochs} epochs; judged on {songs} others.");
        var (ears, meter) = (ExportEars(), ExportMeter());
        var files = Describe(new Dictionary<string, double>());
        using var analyzer = new AudioAnalyzer(EarsModel.Open(files));
        var quality = EarsQuality.Measure(analyzer, _options.Seed ^ JudgedSeed, songs, _options.Threads, cancellation);
        return (Describe(quality.ToMetrics()), quality);

        EarsFiles Describe(IReadOnlyDictionary<string, double> metrics) => new(
            ears, ModelManifest.Describe(EarsFiles.EarsName, ears, _options.Seed, metrics, source),
            meter, ModelManifest.Describe(EarsFiles.MeterName, meter, _options.Seed, metrics, source));
    }

    /// <summary>Mel and chroma in, probabilities and the embedding out.</summary>
    internal byte[] ExportEars()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var mel = tape.Input(EarsNetwork.Mel, ("batch", 1), EarsInput.Bands, ("frames", EarsBatch.Frames));
        var chroma = tape.Input(
            EarsNetwork.Chroma, ("batch", 1), EarsInput.Registers, EarsInput.DoubledClasses, ("chroma frames", EarsBatch.ChromaFrames));
        var heads = _ears.Apply(mel, chroma);
        return tape.ToOnnx(
            EarsFiles.EarsName,
            [
                (EarsNetwork.Tempo, Share(EarsNetwork.Tempo, heads.Tempo)), (EarsNetwork.Key, Share(EarsNetwork.Key, heads.Key)),
                (EarsNetwork.Genre, Share(EarsNetwork.Genre, heads.Genre)), (EarsNetwork.Embedding, heads.Embedding),
            ],
            new Dictionary<string, string> { [EarsNetwork.Genres] = string.Join(',', RenderGenres.Names) });
    }

    /// <summary>Similarities in, probabilities out.</summary>
    internal byte[] ExportMeter()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var similarity = tape.Input(MeterNetwork.Similarity, ("batch", 1), BeatSimilarity.Count);
        var shares = string.Join(',', _meterShares.Select(share => share.ToString("R", CultureInfo.InvariantCulture)));
        return tape.ToOnnx(
            EarsFiles.MeterName, [(MeterNetwork.Meter, Share(MeterNetwork.Meter, _meter.Apply(similarity)))],
            new Dictionary<string, string> { [MeterNetwork.Shares] = shares });
    }

    private static Tensor Share(string name, Tensor logits) => new Learning.Neural.Layers.Softmax($"{name}.softmax").Apply(logits);
}
