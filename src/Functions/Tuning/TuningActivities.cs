using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Functions.Tuning;

/// <summary>The steps of a tuning: the sample, each trial, and the choice.</summary>
public sealed class TuningActivities(TrainingBlobs blobs, TuningTrials trials, TrainingDefaults defaults, TimeProvider time)
{
    private const string DoesNotFit = "Its vectors do not fit in memory: take fewer factors, or lower Mixtape__Tuning__MaximumPairs.";

    private const ulong SampleSeed = 0x5a3e; // any but those that holdout and judges are drawn by

    /// <summary>
    /// Joins the counted plays into one matrix for memory: all of them, or where they are too many as many blocks of listeners as
    /// fit, and of those an even share. Blocks and shares follow from hashes of ids, so they are a fair sample.
    /// </summary>
    [Function(nameof(SampleMatrix))]
    public async Task<MatrixSample> SampleMatrix([ActivityTrigger] SampleRequest request, CancellationToken cancellationToken)
    {
        var task = request.Task;
        var share = Math.Min(1, (double)request.MaximumPairs / Math.Max(request.Pairs, 1));
        var blocks = (int)Math.Ceiling(task.Shape.ListenerBlocks * share);
        var shareOfBlocks = task.Shape.ListenerBlocks * share / blocks;
        var builder = new ListeningMatrixBuilder(request.MaximumPairs);
        for (var block = 0; block < blocks; block++)
        {
            var ids = await blobs.ReadIdsAsync(task.Training, Side.Listeners, block, cancellationToken);
            var tiles = new List<(int, MatrixTile)>();
            for (var trackBlock = 0; trackBlock < task.Shape.TrackBlocks; trackBlock++)
            {
                if (await blobs.ReadPlaysAsync(task, block, trackBlock, cancellationToken) is not { } plays) continue;
                var tracks = await blobs.ReadIdsAsync(task.Training, Side.Tracks, trackBlock, cancellationToken);
                tiles.Add((trackBlock, plays.Renumber(tracks)));
            }

            for (var row = 0; row < ids.Count; row++)
                if (StableHash.Fraction(StableHash.Of(ids[row], SampleSeed)) < shareOfBlocks) builder.Add(ids[row], row, tiles);
        }

        var matrix = builder.Build(await ReadTracksAsync(task.Training, builder.TrackKeys, cancellationToken));
        await WriteAsync(task.Training, matrix, cancellationToken);
        return new MatrixSample(
            matrix.Listeners.Count, matrix.Tracks.Count, matrix.ByListener.Entries, task.Shape.Listeners, request.Pairs);
    }

    /// <summary>Trains and judges one choice of settings, and writes down what came of it.</summary>
    /// <returns>Whether it gave metrics; false where the settings do not suit the data.</returns>
    [Function(nameof(RunTrial))]
    public async Task<bool> RunTrial([ActivityTrigger] TrialTask task, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var inForce = await blobs.ReadOptionsAsync(task.Tuning, cancellationToken);
        var options = task.Settings.ApplyTo(inForce);
        Judgement? judgement = null;
        string? error = null;
        try
        {
            var plays = await ReadAsync(task.Tuning, cancellationToken);
            if (Fits(plays, options)) judgement = await JudgeAsync(plays, options, inForce.Model.Confidence, cancellationToken);
            else error = DoesNotFit;
        }
        catch (ArithmeticException exception)
        {
            error = exception.Message;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ArgumentOutOfRangeException { ParamName: "rows" })
        {
            error = DoesNotFit;
        }

        var seconds = Math.Round(time.GetElapsedTime(started).TotalSeconds, 2);
        var settings = TrainingSettings.Tunable(options);
        await trials.WriteAsync(
            task.Tuning, new TrialResult(task.Number, settings, judgement?.ModelMean, judgement?.PopularityMean, seconds, error),
            cancellationToken);
        return judgement is not null;
    }

    /// <summary>Writes down that a trial failed for reasons of its own.</summary>
    [Function(nameof(GiveTrialUp))]
    public async Task GiveTrialUp([ActivityTrigger] TrialFailure failure, CancellationToken cancellationToken)
    {
        var options = failure.Trial.Settings.ApplyTo(await blobs.ReadOptionsAsync(failure.Trial.Tuning, cancellationToken));
        await trials.WriteAsync(
            failure.Trial.Tuning,
            new TrialResult(failure.Trial.Number, TrainingSettings.Tunable(options), null, null, 0, failure.Error), cancellationToken);
    }

    /// <summary>Chooses the best trial, and lets trainings start from it where that is wanted.</summary>
    /// <exception cref="InvalidOperationException">No trial gave metrics.</exception>
    [Function(nameof(ChooseSettings))]
    public async Task<TuningOutcome> ChooseSettings([ActivityTrigger] ChoiceRequest request, CancellationToken cancellationToken)
    {
        var metric = TuningMetric.Find(request.Metric)!;
        var results = await trials.ReadAsync(request.Tuning, cancellationToken);
        var best = metric.Rank(results).First();
        if (best.Model is null) throw new InvalidOperationException($"Every trial failed, the first so: {results[0].Error}");
        if (best.Model.Listeners == 0)
        {
            throw new InvalidOperationException(
                "There is nothing to choose by: too little listening could be withheld. Send more events, or set another holdout.");
        }

        // What is in force stays so without being written down, which would hide the app's own settings when they change.
        var save = request.Save && best.Number != 0;
        if (save)
        {
            var value = metric.ValueOf(best.Model);
            await defaults.WriteAsync(
                new SavedSettings(best.Settings, request.Tuning, best.Number, metric.Name, value, time.GetUtcNow()), cancellationToken);
        }

        return new TuningOutcome(best.Number, save);
    }

    /// <summary>
    /// Whether both sides' vectors, and as many projected ones, take less than a quarter of the memory: some trials run at once, and an
    /// operating system ends who takes too much instead of refusing it.
    /// </summary>
    private static bool Fits(ListeningMatrix plays, TrainingOptions options)
    {
        var rows = (long)plays.Listeners.Count + plays.Tracks.Count;
        return 2 * sizeof(float) * rows * FactorMatrix.PaddedWidth(options.Model.Width) < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
    }

    /// <summary>
    /// Trains on what plays say by the trial's settings, and judges by what they say by those in force, so that all trials are
    /// judged alike.
    /// </summary>
    private static async Task<Judgement> JudgeAsync(
        ListeningMatrix plays, TrainingOptions options, ConfidenceOptions inForce, CancellationToken cancellationToken)
    {
        var matrix = plays.Weigh(options.Model.Confidence);
        var settled = options.Model.WithRelativeRegularization(options.Regularization, matrix.Totals(options.Model.Confidence.Alpha));
        var training = new InProcessTraining(settled, Environment.ProcessorCount);
        var model = await training.RunAsync(matrix, options.Iterations, cancellationToken);
        return await FactorEvaluation.JudgeAsync(
            plays.Weigh(inForce), model.Listeners, model.Tracks, options.Holdout, cancellationToken);
    }

    private async Task<List<string>> ReadTracksAsync(string training, long[] keys, CancellationToken cancellationToken)
    {
        var tracks = new List<string>(keys.Length);
        foreach (var block in keys.GroupBy(TrackKey.BlockOf))
        {
            var ids = await blobs.ReadIdsAsync(training, Side.Tracks, block.Key, cancellationToken);
            foreach (var key in block) tracks.Add(ids[TrackKey.RowOf(key)]);
        }

        return tracks;
    }

    private async Task WriteAsync(string tuning, ListeningMatrix matrix, CancellationToken cancellationToken)
    {
        var ids = new MatrixIds([.. matrix.Listeners], [.. matrix.Tracks]);
        await blobs.WriteJsonAsync(TrainingBlobs.SampleIds(tuning), ids, cancellationToken);
        var tile = await TileBlob.ToBytesAsync(matrix.ByListener, cancellationToken);
        await blobs.WriteAsync(
            TrainingBlobs.SampleTile(tuning), (stream, cancellation) => stream.WriteAsync(tile, cancellation).AsTask(), cancellationToken);
    }

    private async Task<ListeningMatrix> ReadAsync(string tuning, CancellationToken cancellationToken)
    {
        var ids = await blobs.ReadJsonAsync<MatrixIds>(TrainingBlobs.SampleIds(tuning), cancellationToken);
        var tile = await blobs.ReadAsync(
            TrainingBlobs.SampleTile(tuning), (stream, cancellation) => TileBlob.ReadAsync(stream, ids.Tracks.Length, cancellation),
            cancellationToken);
        return new ListeningMatrix(ids.Listeners, ids.Tracks, tile);
    }

    private sealed record MatrixIds(string[] Listeners, string[] Tracks);
}
