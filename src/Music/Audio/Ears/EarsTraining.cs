using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Learning.Neural.Training;
using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Audio.Ears;

/// <summary>Trains the networks that hear, on songs that the project renders itself, so that nobody's recordings are in them.</summary>
public static class EarsTraining
{
    private const int BatchSize = 32;
    private const int MeterBatchSize = 64;
    private const int MeterEpochs = 40;

    /// <summary>Renders, trains and validates. The same options give the same bytes.</summary>
    /// <param name="options">How.</param>
    /// <param name="rendered">Told how many songs are rendered so far; from several threads at once.</param>
    /// <param name="progress">Told of each epoch of the larger network.</param>
    /// <param name="cancellation">Ends it between songs and steps.</param>
    /// <exception cref="TrainingDivergedException">A step went astray.</exception>
    public static TrainedEars Run(
        EarsTrainingOptions options, Action<int>? rendered = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var songs = EarsDataset.Render(options.Seed, options.Songs + options.ValidationSongs, options.Threads, rendered, cancellation);
        return Train(songs, options, progress, cancellation);
    }

    internal static TrainedEars Train(
        EarsDataset songs, EarsTrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var ears = new EarsNetwork(options.Seed, RenderGenres.Names.Count);
        var cost = Train(
            ears.Network, (tape, size) => EarsBatch.Record(tape, size, ears, songs), songs, options,
            new TrainerOptions
            {
                Epochs = options.Epochs,
                BatchSize = BatchSize,
                LearningRate = new LearningRate { Peak = 2e-3, Last = 1e-5, WarmupSteps = 200 },
            },
            progress, cancellation);
        var meter = new MeterNetwork(options.Seed);
        Train(
            meter.Network, (tape, size) => RecordMeters(tape, size, meter, songs), songs, options,
            new TrainerOptions
            {
                Epochs = MeterEpochs,
                BatchSize = MeterBatchSize,
                LearningRate = new LearningRate { Peak = 1e-3, Last = 1e-5 },
            },
            null, cancellation);
        return new TrainedEars(ears, meter, options, MeterShares(songs, options.Songs), cost);
    }

    private static TapeSummary Train(
        Network network, RecordBatch record, EarsDataset songs, EarsTrainingOptions options, TrainerOptions how,
        IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var all = Enumerable.Range(0, songs.Count).ToArray();
        using var trainer = new Trainer(
            network, record, all.AsSpan(0, options.Songs), all.AsSpan(options.Songs),
            how with { Seed = options.Seed, Threads = options.Threads, Patience = 0, Optimizer = new AdamOptions { WeightDecay = 0.02 } });
        trainer.Run(progress, cancellationToken: cancellation);
        return trainer.Summary;
    }

    private static RecordedBatch RecordMeters(Tape tape, int size, MeterNetwork network, EarsDataset songs)
    {
        var similarity = tape.Input(MeterNetwork.Similarity, size, BeatSimilarity.Count);
        var meter = tape.IndexInput("meter truth", size);
        return new RecordedBatch(Loss.CrossEntropy(network.Apply(similarity), meter), examples =>
        {
            for (var row = 0; row < examples.Length; row++)
            {
                var song = songs[examples[row]];
                song.Similarity.CopyTo(similarity.Values.Slice(row * BeatSimilarity.Count, BeatSimilarity.Count));
                meter.Values[row] = MeterEstimator.Meters.IndexOf(song.Truth.BeatsPerBar);
            }
        });
    }

    /// <summary>How common each meter is among the songs that are learned from: what the network expects.</summary>
    private static double[] MeterShares(EarsDataset songs, int count) =>
    [
        // One more of each, so that none is ruled out.
        .. MeterEstimator.Meters.ToArray().Select(meter =>
            (1.0 + Enumerable.Range(0, count).Count(song => songs[song].Truth.BeatsPerBar == meter)) / (count + MeterEstimator.Meters.Length)),
    ];
}
