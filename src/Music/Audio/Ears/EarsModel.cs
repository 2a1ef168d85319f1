using System.Globalization;
using Mixtape.Learning.Onnx;

namespace Mixtape.Music.Audio.Ears;

/// <summary>
/// The networks that hear, on ONNX Runtime. Safe for concurrent use; dispose of it when the last clip was heard.
/// </summary>
public sealed class EarsModel : IDisposable
{
    private readonly ModelSession _ears;
    private readonly ModelSession _meter;

    private EarsModel(ModelSession ears, ModelSession meter, string hash) => (_ears, _meter, Hash, Genres, MeterShares) = (
        ears, meter, hash, ears.Metadata[EarsNetwork.Genres].Split(','),
        Array.ConvertAll(meter.Metadata[MeterNetwork.Shares].Split(','), share => double.Parse(share, CultureInfo.InvariantCulture)));

    /// <summary>SHA-256 of the file of the network that hears, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The genres that it tells apart.</summary>
    public IReadOnlyList<string> Genres { get; }

    /// <summary>How common each of the meters was among the songs that it learned from, which it takes for granted.</summary>
    internal IReadOnlyList<double> MeterShares { get; }

    /// <summary>Loads the networks that come with the program.</summary>
    public static EarsModel Load()
    {
        return Open(new EarsFiles(
            Resource(ModelManifest.ModelFile(EarsFiles.EarsName)), Manifest(EarsFiles.EarsName),
            Resource(ModelManifest.ModelFile(EarsFiles.MeterName)), Manifest(EarsFiles.MeterName)));

        static ModelManifest Manifest(string name) => ModelManifest.Parse(Resource(ModelManifest.ManifestFile(name)));

        static byte[] Resource(string file)
        {
            using var stream = typeof(EarsModel).Assembly.GetManifestResourceStream($"Mixtape.Music.Audio.Ears.{file}")
                ?? throw new InvalidModelException($"The program lacks its '{file}': build it anew.");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    /// <summary>Loads networks from their files.</summary>
    /// <exception cref="InvalidModelException">
    /// One is damaged, another file than its manifest's, or no network that hears.
    /// </exception>
    public static EarsModel Open(EarsFiles files)
    {
        var ears = ModelSession.Open(files.Ears, files.EarsManifest);
        ModelSession? meter = null;
        try
        {
            Require(ears, EarsNetwork.Genres, EarsNetwork.Mel, EarsNetwork.Chroma);
            meter = ModelSession.Open(files.Meter, files.MeterManifest);
            Require(meter, MeterNetwork.Shares, MeterNetwork.Similarity);
            return new EarsModel(ears, meter, files.EarsManifest.Sha256);
        }
        catch
        {
            ears.Dispose();
            meter?.Dispose();
            throw;
        }
    }

    /// <summary>Frees the models' memory.</summary>
    public void Dispose()
    {
        _ears.Dispose();
        _meter.Dispose();
    }

    /// <summary>Hears a clip.</summary>
    internal HeardClip Hear(EarsInput input)
    {
        var answer = _ears.Run(
            new ModelInput(EarsNetwork.Mel, input.Mel, 1, EarsInput.Bands, input.Frames),
            new ModelInput(EarsNetwork.Chroma, input.DoubleChroma(), 1, EarsInput.Registers, EarsInput.DoubledClasses, input.ChromaFrames));
        return new HeardClip(
            answer[EarsNetwork.Tempo].Values, answer[EarsNetwork.Key].Values, answer[EarsNetwork.Genre].Values,
            answer[EarsNetwork.Embedding].Values);
    }

    /// <summary>The probability of each of <see cref="Rhythm.MeterEstimator.Meters"/>.</summary>
    /// <param name="similarity">How much a clip is like itself some beats later.</param>
    internal float[] TellMeter(float[] similarity) =>
        _meter.Run(new ModelInput(MeterNetwork.Similarity, similarity, 1, similarity.Length))[MeterNetwork.Meter].Values;

    private static void Require(ModelSession session, string metadata, params ReadOnlySpan<string> inputs)
    {
        var isSo = session.Metadata.ContainsKey(metadata) && session.Inputs.Count == inputs.Length;
        foreach (var input in inputs) isSo &= session.Inputs.Any(value => value.Name == input);
        if (!isSo) throw new InvalidModelException($"The model '{session.Name}' is not one that hears: train one with 'mixtape audio train'.");
    }
}
