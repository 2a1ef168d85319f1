using Microsoft.Azure.Functions.Worker;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;

namespace Mixtape.Functions.Training;

/// <summary>Judges a model by what was held out, beside popularity.</summary>
public sealed class EvaluateActivities(TrainingBlobs blobs)
{
    // Enough that even who heard a thousand of the most popular tracks is offered a hundred others.
    private const int PopularTracks = 10_000;

    /// <summary>Ranks tracks by their number of listeners, held-out ones counted, ties by block and row.</summary>
    [Function(nameof(RankPopularity))]
    public async Task RankPopularity([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var best = new List<PopularTrack>();
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var (_, listeners) = await blobs.ReadAsync(
                TrainingBlobs.Popularity(task.Training, block), PopularityBlob.ReadAsync, cancellationToken);
            for (var row = 0; row < listeners.Length; row++)
                if (listeners[row] > 0) best.Add(new PopularTrack(block, row, listeners[row]));
            best = [.. best
                .OrderByDescending(track => track.Listeners).ThenBy(track => track.Block).ThenBy(track => track.Row)
                .Take(PopularTracks)];
        }

        await blobs.WriteJsonAsync(TrainingBlobs.Popular(task.Training), best, cancellationToken);
    }

    /// <summary>Finds the head of the catalogue, held-out plays not counted.</summary>
    [Function(nameof(FindHead))]
    public async Task FindHead([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var head = await PopularityHead.FindAsync(
            task.Shape.TrackBlocks, (block, cancellation) => ReadListenersAsync(task, block, cancellation), cancellationToken);
        await blobs.WriteJsonAsync(TrainingBlobs.Head(task.Training), head, cancellationToken);
    }

    /// <summary>
    /// Judges the drawn listeners of a block, and writes down what was recommended to them, from which coverage is counted.
    /// </summary>
    [Function(nameof(EvaluateBlock))]
    public async Task<StageTally> EvaluateBlock([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var judgement = await JudgeAsync(task, cancellationToken);
        await blobs.WriteJsonAsync(
            TrainingBlobs.Recommended(task.Training, task.Block),
            new RecommendedTracks([.. judgement.ModelTracks.Order()], [.. judgement.PopularTracks.Order()]), cancellationToken);
        return new StageTally { Rows = judgement.Model.Listeners, Model = judgement.Model, Popularity = judgement.Popularity };
    }

    /// <summary>
    /// Counts the distinct tracks that were recommended over all blocks. Exact, and small: ten tracks for each of the listeners
    /// judged at most.
    /// </summary>
    [Function(nameof(CountCoverage))]
    public async Task<Coverage> CountCoverage([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var (model, popularity) = (new HashSet<long>(), new HashSet<long>());
        for (var block = 0; block < task.Shape.ListenerBlocks; block++)
        {
            var tracks = await blobs.ReadJsonAsync<RecommendedTracks>(
                TrainingBlobs.Recommended(task.Training, block), cancellationToken);
            model.UnionWith(tracks.Model);
            popularity.UnionWith(tracks.Popularity);
        }

        return new Coverage(model.Count, popularity.Count);
    }

    private async Task<Judgement> JudgeAsync(BlockTask task, CancellationToken cancellationToken)
    {
        var options = await blobs.ReadOptionsAsync(task.Training, cancellationToken);
        var ids = await blobs.ReadIdsAsync(task.Training, Side.Listeners, task.Block, cancellationToken);
        var drawn = FactorEvaluation.Draw(ids, options.Holdout, task.Shape.Listeners);
        if (drawn.Length == 0) return Judgement.None;
        var factors = await blobs.ReadFactorsAsync(task.Training, task.Iteration, Side.Listeners, task.Block, cancellationToken);
        var strip = await blobs.OpenStripAsync(task, Side.Listeners, task.Block, cancellationToken);
        var evaluation = new FactorEvaluation(
            task.Shape.TrackBlocks,
            (block, cancellation) => blobs.ReadFactorsAsync(task.Training, task.Iteration, Side.Tracks, block, cancellation),
            (block, cancellation) => ReadListenersAsync(task, block, cancellation),
            await blobs.ReadJsonAsync<PopularityHead>(TrainingBlobs.Head(task.Training), cancellationToken),
            task.Shape.Listeners);
        return await evaluation.JudgeBlockAsync(factors, drawn, strip.Blocks, strip.ReadAsync, options.Holdout, cancellationToken);
    }

    private async Task<int[]> ReadListenersAsync(BlockTask task, int block, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync(TrainingBlobs.Popularity(task.Training, block), PopularityBlob.ReadAsync, cancellationToken)).Training;

    private sealed record RecommendedTracks(long[] Model, long[] Popularity);
}

/// <summary>Distinct tracks over everybody's first ten places.</summary>
/// <param name="Model">The model's.</param>
/// <param name="Popularity">Those of recommending to everybody what is most popular.</param>
public sealed record Coverage(long Model, long Popularity);
