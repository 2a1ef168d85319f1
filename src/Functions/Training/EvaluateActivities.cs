using Microsoft.Azure.Functions.Worker;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Functions.Training;

/// <summary>Judges a model by what was held out, beside popularity.</summary>
public sealed class EvaluateActivities(TrainingBlobs blobs)
{
    // Enough that even who heard a thousand of the most popular tracks is offered a hundred others.
    private const int PopularTracks = 10_000;

    /// <summary>Ranks tracks by their number of listeners, ties by block and row.</summary>
    [Function(nameof(RankPopularity))]
    public async Task RankPopularity([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var best = new List<PopularTrack>();
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var counts = await blobs.ReadAsync(
                TrainingBlobs.Popularity(task.Training, block), PopularityBlob.ReadAsync, cancellationToken);
            var listeners = task.IncludeHoldout ? counts.All : counts.Training;
            for (var row = 0; row < listeners.Length; row++)
                if (listeners[row] > 0) best.Add(new PopularTrack(block, row, listeners[row]));
            best = [.. best
                .OrderByDescending(track => track.Listeners).ThenBy(track => track.Block).ThenBy(track => track.Row)
                .Take(PopularTracks)];
        }

        await blobs.WriteJsonAsync(TrainingBlobs.Popular(task.Training, task.IncludeHoldout), best, cancellationToken);
    }

    /// <summary>
    /// For the drawn listeners of a block: the hundred best tracks that are not in training, by the model and by
    /// popularity, against what was held out.
    /// </summary>
    [Function(nameof(EvaluateBlock))]
    public async Task<StageTally> EvaluateBlock([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var options = await blobs.ReadOptionsAsync(task.Training, cancellationToken);
        var ids = await blobs.ReadIdsAsync(task.Training, Side.Listeners, task.Block, cancellationToken);
        var judged = Draw(ids, options.Holdout, task.Shape.Listeners);
        if (judged.Length == 0) return new StageTally();
        var factors = await blobs.ReadFactorsAsync(task.Training, task.Iteration, Side.Listeners, task.Block, cancellationToken);
        var popular = await blobs.ReadJsonAsync<PopularTrack[]>(TrainingBlobs.Popular(task.Training, false), cancellationToken);
        var strip = await blobs.OpenStripAsync(task, Side.Listeners, task.Block, cancellationToken);

        var lists = Array.ConvertAll(judged, _ => new JudgedListener());
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var tracks = await blobs.ReadFactorsAsync(task.Training, task.Iteration, Side.Tracks, block, cancellationToken);
            var tile = strip.Blocks.Contains(block) ? await strip.ReadAsync(block, tracks.Rows, cancellationToken) : null;
            var blockNumber = block;
            Parallel.For(0, judged.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
                lists[i].Rank(blockNumber, factors[judged[i]], tracks, tile, judged[i]));
        }

        var tally = new StageTally();
        foreach (var list in lists) tally += list.Judge(popular);
        return tally;
    }

    private static int[] Draw(IdTable ids, HoldoutOptions holdout, long listeners)
    {
        var share = (double)holdout.MaximumListeners / listeners;
        return [.. Enumerable.Range(0, ids.Count).Where(row => StableHash.Fraction(StableHash.Of(ids[row], holdout.Seed)) < share)];
    }

    /// <summary>One listener's ranking while it is being made, block by block.</summary>
    private sealed class JudgedListener
    {
        private readonly TopK _best = new(RankingMetrics.Depth);
        private readonly HashSet<long> _wanted = [];
        private readonly HashSet<long> _known = [];

        public void Rank(int block, ReadOnlySpan<float> listener, FactorMatrix tracks, MatrixTile? tile, int row)
        {
            if (tile is not null)
            {
                foreach (var column in tile.Columns.AsSpan(tile.Row(row, includeHoldout: false))) _known.Add(Key(block, column));
                foreach (var column in tile.Columns.AsSpan(tile.Holdout(row))) _wanted.Add(Key(block, column));
            }

            for (var track = 0; track < tracks.Rows; track++)
                if (!_known.Contains(Key(block, track))) _best.Add(Dot.Product(listener, tracks[track]), Key(block, track));
        }

        public StageTally Judge(PopularTrack[] popular)
        {
            if (_wanted.Count == 0) return new StageTally();
            var byModel = _best.ToSortedArray().Select(entry => entry.Row);
            var byPopularity = popular
                .Select(track => Key(track.Block, track.Row))
                .Where(key => !_known.Contains(key))
                .Take(RankingMetrics.Depth);
            return new StageTally { Rows = 1, Model = Metrics(byModel), Popularity = Metrics(byPopularity) };
        }

        private RankingMetrics Metrics(IEnumerable<long> ranked) =>
            RankingMetrics.Of(ranked.Select(_wanted.Contains).ToArray(), _wanted.Count);

        private static long Key(int block, int row) => (long)block << 32 | (uint)row;
    }
}
