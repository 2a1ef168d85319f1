using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Learning.Neural.Training;

namespace Mixtape.Learning.Regression;

/// <summary>
/// A small network that adds to a linear map what is bent. It makes the weighted squared error small with Adam, and stops where held-out
/// rows no longer gain. The same rows and options give the same bytes.
/// </summary>
public static class NetworkRegression
{
    /// <summary>Trains until held-out rows no longer gain.</summary>
    /// <param name="start">The linear map to begin with.</param>
    /// <param name="training">The rows to learn from; at least one of some weight.</param>
    /// <param name="heldOut">The rows that decide when to stop; none of those learned from.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <returns>The map, and how often it has seen every row.</returns>
    /// <exception cref="ArgumentException">Widths differ, the start is not linear, or rows weigh nothing.</exception>
    /// <exception cref="TrainingDivergedException">Training went astray.</exception>
    public static (VectorRegression Map, int Epochs) Train(
        VectorRegression start, RegressionRows training, RegressionRows heldOut, NetworkRegressionOptions options,
        CancellationToken cancellationToken = default) => Train(start, training, heldOut, null, options, cancellationToken);

    /// <summary>Trains again on all rows, for as many epochs as were found to be best, at the same rates.</summary>
    /// <param name="start">The linear map to begin with.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="epochs">How often to see every row.</param>
    /// <param name="options">As before.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="ArgumentException">Widths differ, the start is not linear, or rows weigh nothing.</exception>
    /// <exception cref="TrainingDivergedException">Training went astray.</exception>
    public static VectorRegression Retrain(
        VectorRegression start, RegressionRows rows, int epochs, NetworkRegressionOptions options,
        CancellationToken cancellationToken = default) => Train(start, rows, null, epochs, options, cancellationToken).Map;

    private static (VectorRegression Map, int Epochs) Train(
        VectorRegression start, RegressionRows training, RegressionRows? heldOut, int? epochs, NetworkRegressionOptions options,
        CancellationToken cancellationToken)
    {
        options.Validate();
        if (!start.IsLinear || start.Inputs != training.Inputs.Width || start.Outputs != training.Targets.Width)
        {
            throw new ArgumentException(
                $"A network from {training.Inputs.Width} to {training.Targets.Width} numbers starts from a linear map between them.");
        }

        var network = new RegressionNetwork(start.Inputs, options.Hidden, start.Outputs, options.Seed);
        network.StartFrom(start.Network);
        var map = new VectorRegression(start.Scaling, network);
        // The held-out rows stand behind the others.
        RegressionRows[] parts = heldOut is null ? [training] : [training, heldOut];
        int[] heldOutRows = heldOut is null ? [] : [.. Enumerable.Range(training.Count, heldOut.Count)];
        using var trainer = new Trainer(
            network.Network, Batches(map, parts), [.. Enumerable.Range(0, training.Count)], heldOutRows,
            Trainer(options, training.Count, epochs));
        trainer.Run(cancellationToken: cancellationToken);
        return (map, trainer.BestEpoch);
    }

    private static TrainerOptions Trainer(NetworkRegressionOptions options, int rows, int? epochs)
    {
        var most = (int)Math.Clamp(options.Visits / Math.Max(1, rows), 1, options.MostEpochs);
        var batches = Math.Max(1, rows / Math.Max(1, Math.Min(options.BatchSize, rows)));
        return new TrainerOptions
        {
            Epochs = epochs ?? most,
            BatchSize = options.BatchSize,
            Patience = options.Patience,
            Seed = options.Seed,
            Threads = 1, // steps are so small that a second thread gains little, and loses more where the machine is busy
            // The fall is that of a whole training, also where it is repeated up to its best epoch alone.
            LearningRate = new LearningRate
            {
                Peak = options.LearningRate,
                Last = options.LearningRate / 100,
                Steps = (long)most * batches,
            },
            Optimizer = new AdamOptions { WeightDecay = options.WeightDecay },
        };
    }

    private static double MeanWeight(RegressionRows rows)
    {
        var sum = 0.0;
        for (var row = 0; row < rows.Count; row++) sum += rows.Weight(row);
        return sum / Math.Max(1, rows.Count);
    }

    private static RecordBatch Batches(VectorRegression map, RegressionRows[] parts)
    {
        var weights = Array.ConvertAll(parts, MeanWeight);
        if (weights.Any(weight => !(weight > 0)))
            throw new ArgumentException("There are no rows to learn from or to stop by, or they weigh nothing.");
        var (scaling, inputs, outputs) = (map.Scaling, map.Inputs, map.Outputs);
        return (tape, batchSize) =>
        {
            var x = tape.Input("scaled", batchSize, inputs);
            var y = tape.Input("target", batchSize, outputs);
            var weight = tape.Input("weight", batchSize);
            return new RecordedBatch(Loss.SquaredError(map.Network.Apply(x), y, weight), Fill);

            void Fill(ReadOnlySpan<int> rows)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    var (part, row) = rows[i] < parts[0].Count ? (0, rows[i]) : (1, rows[i] - parts[0].Count);
                    scaling.Scale(parts[part].Inputs[row], x.Values.Slice(i * inputs, inputs));
                    var target = y.Values.Slice(i * outputs, outputs);
                    parts[part].Targets[row].CopyTo(target);
                    foreach (ref var value in target) value /= scaling.Spread;
                    weight.Values[i] = (float)(parts[part].Weight(row) / weights[part]);
                }
            }
        };
    }
}
