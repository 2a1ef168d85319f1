using System.IO.Compression;
using Mixtape.Learning.Autoencoders;
using Mixtape.Learning.Scaling;
using Mixtape.Learning.Tests.Onnx;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Autoencoders;

/// <summary>A real table of 41,000 rows and 15 columns of features of recordings, shared beside the repository.</summary>
public sealed class SharedTableTests(ITestOutputHelper output)
{
    private static readonly string[] _columns =
    [
        "danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness", "instrumentalness", "liveness", "valence",
        "tempo", "duration_ms", "time_signature", "chorus_hit", "sections",
    ];

    [Theory]
    [InlineData(4, 0.15)]
    [InlineData(8, 0.12)]
    public void Train_OnRecordings_BeatsPrincipalComponentsOnRowsHeldOut(int codeWidth, double margin)
    {
        var table = Read();
        var random = new SeededRandom(17);
        var held = Enumerable.Range(0, table.Rows).ToLookup(_ => random.Next(5) == 0);
        var trained = Autoencoder.Train(
            table.Select([.. held[false]]), new AutoencoderOptions { CodeWidth = codeWidth, Epochs = 12, BatchSize = 256, Threads = 1 });

        var quality = trained.Evaluate(table.Select([.. held[true]]));

        output.WriteLine(
            $"{trained.TrainingRows} rows trained on, {trained.Validation.Rows} validated on, {quality.Rows} held out; code of "
            + $"{codeWidth}:");
        output.WriteLine(
            $"variance explained {quality.VarianceExplained:0.000}, by principal components {quality.LinearVarianceExplained:0.000}; "
            + $"validation {trained.Validation.VarianceExplained:0.000}");
        foreach (var column in quality.Columns)
            output.WriteLine(
                $"{column.Name,-18} {trained.Scaler.Columns.Single(scaling => scaling.Name == column.Name).Kind,-9} "
                + $"{column.VarianceExplained:0.000} {column.LinearVarianceExplained:0.000}");
        Assert.True(quality.VarianceExplained > quality.LinearVarianceExplained + margin);
    }

    private static FeatureTable Read()
    {
        List<float> values = [];
        foreach (var decade in (string[])["60", "70", "80", "90", "00", "10"])
        {
            if (SampleModels.Shared("data", "track-features", $"dataset-of-{decade}s.csv.gz") is not { } file)
            {
                Assert.Skip("track-features is absent.");
                throw new InvalidOperationException();
            }

            using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            values.AddRange(FeatureTableReader.Read(stream, new FeatureTableOptions { Columns = _columns }).Values.Span);
        }

        return new FeatureTable(_columns, [.. values]);
    }
}
