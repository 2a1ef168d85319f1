using Mixtape.Learning.Autoencoders;
using Mixtape.Learning.Neural.Training;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Scaling;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Autoencoders;

public sealed class AutoencoderTests(ITestOutputHelper output)
{
    private static readonly AutoencoderOptions _options =
        new() { CodeWidth = 2, Hidden = [32, 16], Epochs = 30, BatchSize = 64, Threads = 2 };

    [Fact]
    public void Train_OnABentSheet_BeatsPrincipalComponentsClearly()
    {
        var trained = Autoencoder.Train(Sheet(3_000, seed: 1), _options with { Epochs = 60 });

        var quality = trained.Evaluate(Sheet(1_000, seed: 2));

        output.WriteLine(
            $"Variance explained on new rows: {quality.VarianceExplained:0.0000}; by principal components "
            + $"{quality.LinearVarianceExplained:0.0000}.");
        Assert.InRange(quality.LinearVarianceExplained, 0.4, 0.8);
        Assert.InRange(quality.VarianceExplained, 0.97, 1);
        Assert.All(quality.Columns, column => Assert.InRange(column.VarianceExplained, column.LinearVarianceExplained - 0.01, 1));
        Assert.True(trained.Epochs[^1].Validation < trained.Epochs[0].Validation / 4);
    }

    [Fact]
    public void Train_WithoutHiddenLayersOrEpochsEnough_StartsAtPrincipalComponents()
    {
        var table = Sheet(400, seed: 1);

        var quality = Autoencoder.Train(table, _options with { Hidden = [], Epochs = 1, LearningRate = 1e-9 }).Validation;

        Assert.Equal(quality.LinearVarianceExplained, quality.VarianceExplained, 1e-5);
        foreach (var column in quality.Columns) Assert.Equal(column.LinearVarianceExplained, column.VarianceExplained, 1e-5);
    }

    [Fact]
    public void Train_WhateverTheThreads_GivesTheSameBytes()
    {
        var table = Sheet(500, seed: 3);
        byte[] Bytes(AutoencoderOptions options) => Autoencoder.Train(table, options).ToOnnx();
        var first = Bytes(_options with { Epochs = 3, Threads = 1, Dropout = 0.1 });

        Assert.Equal(first, Bytes(_options with { Epochs = 3, Threads = 3, Dropout = 0.1 }));
        Assert.NotEqual(first, Bytes(_options with { Epochs = 3, Dropout = 0.1, Seed = 2 }));
    }

    [Fact]
    public void Train_FromACheckpoint_EndsInTheSameBytes()
    {
        var table = Sheet(300, seed: 3);
        var options = _options with { Epochs = 4 };
        using var saved = new MemoryStream();
        var whole = Autoencoder.Train(table, options, checkpoint: trainer =>
        {
            if (trainer.Epochs.Count == 2) trainer.Save(saved);
        });
        saved.Position = 0;

        var resumed = Autoencoder.Train(table, options, resume: saved);

        Assert.Equal(whole.ToOnnx(), resumed.ToOnnx());
        Assert.Equal(4, resumed.Epochs.Count);
    }

    [Fact]
    public void ToOnnx_OnOnnxRuntime_ComputesWhatTheTapeDoesFromRawRows()
    {
        var trained = Autoencoder.Train(WithGaps(Sheet(600, seed: 4)), _options with { Epochs = 5 });
        var rows = WithGaps(Sheet(300, seed: 5));
        var onnx = trained.ToOnnx();
        var manifest = trained.Manifest("sheet", onnx, "made up");
        using var session = ModelSession.Open(onnx, manifest);

        var answer = session.Run(new ModelInput(TrainedAutoencoder.Features, rows.Values, rows.Rows, rows.Columns.Count));

        AssertSame(trained.Encode(rows).Values.Span, answer[TrainedAutoencoder.Code].Values);
        AssertSame(trained.Reconstruct(rows).Values.Span, answer[TrainedAutoencoder.Reconstruction].Values);
        Assert.Equal([300, 2], answer[TrainedAutoencoder.Code].Shape);
        Assert.Equal("features: Float[batch, 8]", Assert.Single(session.Inputs).ToString());
        Assert.Equal(["code: Float[batch, 2]", "reconstruction: Float[batch, 8]"], session.Outputs.Select(value => value.ToString()));
        Assert.Equal(trained.Validation.VarianceExplained, manifest.Metrics["varianceExplained"]);
        Assert.Equal("""["c1","c2","c3","c4","c5","c6","c7","c8"]""", session.Metadata[TrainedAutoencoder.ColumnsKey]);
    }

    [Fact]
    public void ToOnnx_GivenInfinityOrNothingButGaps_AnswersFiniteNumbers()
    {
        var trained = Autoencoder.Train(Sheet(300, seed: 4), _options with { Epochs = 2 });
        var onnx = trained.ToOnnx();
        using var session = ModelSession.Open(onnx, trained.Manifest("sheet", onnx, "made up"));
        float[] odd = [float.NaN, float.PositiveInfinity, float.MinValue];
        float[] rows = [.. odd.SelectMany(number => Enumerable.Repeat(number, 8))];

        var answer = session.Run(new ModelInput(TrainedAutoencoder.Features, rows, 3, 8));

        Assert.All(answer.Values.SelectMany(value => value.Values), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Train_WithGaps_LearnsToGuessThem()
    {
        var complete = Sheet(3_000, seed: 6);
        var trained = Autoencoder.Train(WithGaps(complete), _options with { Epochs = 40, Dropout = 0.15 });
        var rows = Sheet(500, seed: 7);
        var gaps = WithGaps(rows);
        var guess = trained.Reconstruct(gaps);
        var (model, mean) = (0.0, 0.0);
        for (var i = 0; i < rows.Values.Length; i++)
        {
            if (!float.IsNaN(gaps.Values.Span[i])) continue;
            var (actual, column) = (rows.Values.Span[i], trained.Scaler.Columns[i % 8]);
            model += Math.Pow(column.Scale(actual) - column.Scale(guess.Values.Span[i]), 2);
            mean += Math.Pow(column.Scale(actual), 2);
        }

        output.WriteLine($"Of the missing numbers' variance, {1 - model / mean:0.000} is explained.");
        Assert.InRange(1 - model / mean, 0.6, 1);
    }

    [Fact]
    public void Train_UnfitOptionsOrTables_SaysWhatToDo()
    {
        var table = Sheet(50, seed: 1);
        Assert.Contains(
            "from 1 to 7",
            Assert.Throws<ArgumentException>(() => Autoencoder.Train(table, _options with { CodeWidth = 8 })).Message);
        Assert.Contains(
            "validation share",
            Assert.Throws<ArgumentException>(() => Autoencoder.Train(table, _options with { ValidationShare = 1 })).Message);
        Assert.Contains("at least 10", Assert.Throws<InvalidTableException>(() => Autoencoder.Train(Sheet(9, seed: 1), _options)).Message);
        var values = table.Values.ToArray();
        values[8 * 20 + 3] = float.NegativeInfinity;
        Assert.Contains(
            "Row 21 has",
            Assert.Throws<InvalidTableException>(() => Autoencoder.Train(new FeatureTable(table.Columns, values), _options)).Message);
        var trained = Autoencoder.Train(table, _options with { Epochs = 1 });
        Assert.Contains("c1, c2", Assert.Throws<InvalidTableException>(() => trained.Encode(new FeatureTable(["x"], [1]))).Message);
    }

    [Fact]
    public void Train_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        var epochs = new StopAfterTwo(stop);

        Assert.Throws<OperationCanceledException>(
            () => Autoencoder.Train(Sheet(300, seed: 1), _options, epochs, cancellationToken: stop.Token));
        Assert.Equal(2, epochs.Count);
    }

    /// <summary>Rows on a bent surface of two dimensions in eight, of unlike units.</summary>
    internal static FeatureTable Sheet(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = new List<float>();
        for (var row = 0; row < rows; row++)
        {
            var (u, v) = (2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
            double[] point =
            [
                Math.Sin(3 * u), 100 * Math.Cos(3 * u), 5 + u * v, 1_000 * (u * u - v * v), Math.Tanh(2 * v), 0.01 * Math.Sin(2 * (u + v)),
                120 + 30 * Math.Cos(2 * v), Math.Exp(2 * u + v),
            ];
            values.AddRange(point.Select(number => (float)number));
        }

        return new FeatureTable([.. Enumerable.Range(1, 8).Select(i => $"c{i}")], [.. values]);
    }

    private static FeatureTable WithGaps(FeatureTable table)
    {
        var random = new SeededRandom(9);
        return new FeatureTable(table.Columns, [.. table.Values.ToArray().Select(value => random.Next(10) == 0 ? float.NaN : value)]);
    }

    private static void AssertSame(ReadOnlySpan<float> expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])));
    }

    private sealed class StopAfterTwo(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public int Count { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (++Count == 2) stop.Cancel();
        }
    }
}
