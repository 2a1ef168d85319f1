using System.Text.Json;
using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Training;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Scaling;
using Mixtape.Numerics;

namespace Mixtape.Learning.Autoencoders;

/// <summary>
/// What a training came to: a map from raw rows to codes and back, how good it is, and its export. Not safe for concurrent use; the
/// exported model is.
/// </summary>
public sealed class TrainedAutoencoder
{
    /// <summary>Name of the exported model's input, raw rows [batch x columns].</summary>
    public const string Features = "features";

    /// <summary>Name of the exported model's codes [batch x width].</summary>
    public const string Code = "code";

    /// <summary>Name of the exported model's restored rows [batch x columns], in the columns' units.</summary>
    public const string Reconstruction = "reconstruction";

    /// <summary>Key of the exported model's metadata that holds the columns' names, a JSON array in the order of the input.</summary>
    public const string ColumnsKey = "columns";

    private const int BatchSize = 256;

    private readonly AutoencoderNetwork _network;
    private readonly PrincipalComponents _components;
    private readonly AutoencoderOptions _options;

    internal TrainedAutoencoder(
        AutoencoderNetwork network, TableScaler scaler, PrincipalComponents components, AutoencoderOptions options,
        IReadOnlyList<EpochLoss> epochs, int bestEpoch, FeatureTable validation, int trainingRows)
    {
        (_network, _components, _options) = (network, components, options);
        (Scaler, Epochs, BestEpoch, TrainingRows) = (scaler, epochs, bestEpoch, trainingRows);
        Validation = Evaluate(validation);
    }

    /// <summary>How columns are scaled, as the training rows are.</summary>
    public TableScaler Scaler { get; }

    /// <summary>The losses of each epoch: mean squared errors of scaled numbers, a missing one counting 0.</summary>
    public IReadOnlyList<EpochLoss> Epochs { get; }

    /// <summary>The epoch, counted from 1, that was kept.</summary>
    public int BestEpoch { get; }

    /// <summary>How many rows were trained on.</summary>
    public int TrainingRows { get; }

    /// <summary>How well the validation rows are reconstructed, which decided about the end but not about the weights.</summary>
    public AutoencoderQuality Validation { get; }

    /// <summary>The codes of rows, in columns code_1 and so on.</summary>
    /// <exception cref="InvalidTableException">The columns are others than in training, or a number is infinite or absurd.</exception>
    public FeatureTable Encode(FeatureTable table) =>
        new([.. Enumerable.Range(1, _options.CodeWidth).Select(i => $"{Code}_{i}")], Play(table, tape => tape.Code), table.RowNames);

    /// <summary>The rows as the codes say them, in the columns' units, without a missing number.</summary>
    /// <exception cref="InvalidTableException">As of <see cref="Encode"/>.</exception>
    public FeatureTable Reconstruct(FeatureTable table) => new(table.Columns, Play(table, tape => tape.Restored), table.RowNames);

    /// <summary>Measures how well rows are reconstructed.</summary>
    /// <exception cref="InvalidTableException">As of <see cref="Encode"/>.</exception>
    public AutoencoderQuality Evaluate(FeatureTable table)
    {
        var scaled = Scaler.Transform(table);
        var restoredScaled = Play(table, tape => tape.RestoredScaled);
        var restored = Reconstruct(table);
        var width = table.Columns.Count;
        var (sums, total) = (Enumerable.Range(0, width).Select(_ => new Errors()).ToArray(), new Errors());
        var linear = new double[width];
        for (var row = 0; row < table.Rows; row++)
        {
            _components.Reconstruct(scaled[row], linear);
            for (var i = 0; i < width; i++)
            {
                if (float.IsNaN(table[row][i])) continue;
                var z = (double)scaled[row][i];
                var (model, mean) = (z - restoredScaled[row * width + i], z - _components.Mean[i]);
                foreach (var errors in (ReadOnlySpan<Errors>)[sums[i], total])
                    errors.Add(model, z - linear[i], mean, table[row][i] - (double)restored[row][i]);
            }
        }

        return new AutoencoderQuality(
            table.Rows,
            [.. sums.Select((errors, i) => new ColumnQuality(table.Columns[i], errors.Root, errors.Explained, errors.LinearExplained))],
            total.Explained,
            total.LinearExplained);
    }

    /// <summary>
    /// The model as ONNX: raw rows <see cref="Features"/> in, <see cref="Code"/> and <see cref="Reconstruction"/> out; it scales by itself,
    /// and fills in NaN. Metadata has the columns' names.
    /// </summary>
    public byte[] ToOnnx()
    {
        using var team = new ThreadTeam(1);
        var tape = new Recorded(team, this, batchSize: 1);
        return tape.Tape.ToOnnx(
            "autoencoder",
            [(Code, tape.Code), (Reconstruction, tape.Restored)],
            new Dictionary<string, string> { [ColumnsKey] = JsonSerializer.Serialize(Scaler.Columns.Select(column => column.Name)) });
    }

    /// <summary>Describes the exported model.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="onnx">What <see cref="ToOnnx"/> gave.</param>
    /// <param name="source">Which data.</param>
    /// <param name="trainedAt">When; leave it out to keep the bytes of equal trainings equal.</param>
    public ModelManifest Manifest(string name, ReadOnlySpan<byte> onnx, string source, DateTimeOffset? trainedAt = null)
    {
        var metrics = new Dictionary<string, double>
        {
            ["varianceExplained"] = Validation.VarianceExplained,
            ["linearVarianceExplained"] = Validation.LinearVarianceExplained,
            ["validationLoss"] = Epochs[BestEpoch - 1].Validation ?? double.NaN,
            ["trainingRows"] = TrainingRows,
            ["validationRows"] = Validation.Rows,
            ["epochs"] = Epochs.Count,
            ["bestEpoch"] = BestEpoch,
        };
        return ModelManifest.Describe(
            name, onnx, _options.Seed, metrics.Where(metric => double.IsFinite(metric.Value)).ToDictionary(), source, trainedAt);
    }

    /// <summary>Runs rows through a tape, some at a time.</summary>
    private float[] Play(FeatureTable table, Func<Recorded, Tensor> output)
    {
        if (!table.Columns.SequenceEqual(Scaler.Columns.Select(column => column.Name)))
            throw new InvalidTableException(
                $"The model was trained on the columns {string.Join(", ", Scaler.Columns.Select(column => column.Name))}: give these, in "
                + "this order.");
        table.RequireSensible();
        using var team = new ThreadTeam(_options.Threads);
        var tape = new Recorded(team, this, Math.Clamp(table.Rows, 1, BatchSize));
        var (rows, width) = (tape.Input.Size(0), output(tape).Size(-1));
        var answers = new float[(long)table.Rows * width];
        for (var row = 0; row < table.Rows; row += rows)
        {
            var count = Math.Min(rows, table.Rows - row);
            table.Values.Span.Slice(row * table.Columns.Count, count * table.Columns.Count).CopyTo(tape.Input.Values);
            tape.Tape.Forward();
            output(tape).Values[..(count * width)].CopyTo(answers.AsSpan(row * width));
        }

        return answers;
    }

    /// <summary>The whole way from raw rows to restored ones on one tape.</summary>
    private sealed class Recorded
    {
        public Recorded(ThreadTeam team, TrainedAutoencoder of, int batchSize)
        {
            Tape = new Tape(team);
            Input = Tape.Input(Features, ("batch", batchSize), of.Scaler.Columns.Count);
            Code = of._network.Encode(new ScaleColumns("scale", of.Scaler).Apply(Input));
            RestoredScaled = of._network.Decode(Code);
            Restored = new RestoreColumns("restore", of.Scaler).Apply(RestoredScaled);
        }

        public Tape Tape { get; }

        public Tensor Input { get; }

        public Tensor Code { get; }

        public Tensor RestoredScaled { get; }

        public Tensor Restored { get; }
    }

    private sealed class Errors
    {
        private double _model, _linear, _mean, _raw;
        private long _count;

        public double Root => Math.Sqrt(_raw / _count);

        public double Explained => _mean > 0 ? 1 - _model / _mean : double.NaN;

        public double LinearExplained => _mean > 0 ? 1 - _linear / _mean : double.NaN;

        public void Add(double model, double linear, double mean, double raw)
        {
            _model += model * model;
            _linear += linear * linear;
            _mean += mean * mean;
            _raw += raw * raw;
            _count++;
        }
    }
}
