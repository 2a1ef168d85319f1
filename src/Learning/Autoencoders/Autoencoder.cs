using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Training;
using Mixtape.Learning.Scaling;
using Mixtape.Numerics;

namespace Mixtape.Learning.Autoencoders;

/// <summary>
/// Learns to say the rows of a table in a few numbers from which they can be restored (Hinton and Salakhutdinov 2006): dense layers down to
/// the code and up again, with the squared error of the scaled numbers that are not missing. The same table, options and seed give the same
/// bytes, whatever the threads.
/// </summary>
public static class Autoencoder
{
    private const int LeastRows = 10;

    /// <summary>Trains on a table.</summary>
    /// <param name="table">At least ten rows; scaled here, by what the training rows are like.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told of each epoch.</param>
    /// <param name="checkpoint">Called after each epoch but the last, to save the trainer.</param>
    /// <param name="resume">What such a call saved in a training of the same table and options; null to begin.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="InvalidTableException">The table has a number or column that cannot be scaled, or too few rows.</exception>
    /// <exception cref="ArgumentException">The options do not fit the table.</exception>
    /// <exception cref="TrainingDivergedException">Training went astray; the message says what to change.</exception>
    /// <exception cref="Neural.InvalidCheckpointException">What to resume from is damaged, or of another training.</exception>
    public static TrainedAutoencoder Train(
        FeatureTable table,
        AutoencoderOptions options,
        IProgress<TrainingProgress>? progress = null,
        Action<Trainer>? checkpoint = null,
        Stream? resume = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate(table.Columns.Count);
        if (table.Rows < LeastRows)
            throw new InvalidTableException(
                $"The table has {table.Rows} rows, too few to learn from and to check by: give at least {LeastRows}.");
        // Before rows are split, so that a message counts them as the table does.
        table.RequireSensible();
        var (training, validation) = Split(table.Rows, options);
        var trainingRows = table.Select(training);
        var scaler = TableScaler.Fit(trainingRows, options.Scaling, options.ScalingByColumn);
        var components = PrincipalComponents.Of(scaler.Transform(trainingRows).Values.Span, table.Columns.Count, options.CodeWidth);
        var network = new AutoencoderNetwork(table.Columns.Count, options, components);

        using var trainer = new Trainer(
            network.Network, Batches(table, scaler.Transform(table), network, options), training, validation, options.Trainer);
        if (resume is not null) trainer.Load(resume);
        trainer.Run(progress, checkpoint, cancellationToken);
        return new TrainedAutoencoder(
            network, scaler, components, options, [.. trainer.Epochs], trainer.BestEpoch, table.Select(validation), training.Length);
    }

    private static RecordBatch Batches(FeatureTable table, FeatureTable scaled, AutoencoderNetwork network, AutoencoderOptions options)
    {
        var dropout = new Dropout("denoising", options.Dropout);
        return (tape, batchSize) =>
        {
            var x = tape.Input("scaled", batchSize, table.Columns.Count);
            var isPresent = tape.Input("present", batchSize, table.Columns.Count);
            var restored = network.Decode(network.Encode(dropout.Apply(x)));
            return new RecordedBatch(Loss.SquaredError(restored, x, isPresent), Fill);

            void Fill(ReadOnlySpan<int> rows)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    scaled[rows[i]].CopyTo(x.Values[(i * table.Columns.Count)..]);
                    var present = isPresent.Values.Slice(i * table.Columns.Count, table.Columns.Count);
                    for (var column = 0; column < present.Length; column++) present[column] = float.IsNaN(table[rows[i]][column]) ? 0 : 1;
                }
            }
        };
    }

    /// <summary>Which rows to train on: whether a row is among them follows from the seed and its number alone.</summary>
    private static (int[] Training, int[] Validation) Split(int rows, AutoencoderOptions options)
    {
        var draws = new ulong[rows];
        for (var row = 0; row < rows; row++) draws[row] = SeededRandom.Mix(SeededRandom.Mix(options.Seed) + (ulong)row);
        var threshold = (ulong)(options.ValidationShare * ulong.MaxValue);
        var parts = Enumerable.Range(0, rows).ToLookup(row => draws[row] < threshold);
        // Of a few rows, chance may leave one side empty.
        return parts[true].Any() && parts[false].Skip(1).Any()
            ? ([.. parts[false]], [.. parts[true]])
            : ([.. Enumerable.Range(0, rows - 1)], [rows - 1]);
    }
}
