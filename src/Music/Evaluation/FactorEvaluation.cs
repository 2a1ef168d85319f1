using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Evaluation;

/// <summary>
/// Judges factors by what was held out, beside recommending to everybody what is most popular in training. It reads the tracks
/// block by block, so its memory does not grow with the catalogue, and ranks each wanted track among all candidates by counting
/// those that score above it, without sorting them. Of equal scores the lower block, then row, stands first. Safe for concurrent
/// use; results do not depend on the number of threads.
/// </summary>
/// <param name="trackBlocks">Blocks of tracks.</param>
/// <param name="loadFactors">Gives the factors of a block of tracks.</param>
/// <param name="loadListeners">Gives how many listeners each track of a block has in training.</param>
/// <param name="head">The head of the catalogue.</param>
/// <param name="listeners">Listeners in all, judged or not.</param>
public sealed class FactorEvaluation(
    int trackBlocks,
    Func<int, CancellationToken, Task<FactorMatrix>> loadFactors,
    Func<int, CancellationToken, Task<int[]>> loadListeners,
    PopularityHead head,
    long listeners)
{
    /// <summary>The rows of those listeners that are to be judged: at most so many over all blocks, drawn by hash of their ids.</summary>
    public static int[] Draw(IReadOnlyList<string> ids, HoldoutOptions holdout, long listeners)
    {
        var share = (double)holdout.MaximumListeners / listeners;
        return [.. Enumerable.Range(0, ids.Count).Where(row => StableHash.Fraction(StableHash.Of(ids[row], holdout.Seed)) < share)];
    }

    /// <summary>Judges a whole matrix in memory.</summary>
    public static async Task<Judgement> JudgeAsync(
        ListeningMatrix matrix, FactorMatrix listeners, FactorMatrix tracks, HoldoutOptions holdout, CancellationToken cancellationToken)
    {
        var evaluation = new FactorEvaluation(
            1, (_, _) => Task.FromResult(tracks), (_, _) => Task.FromResult(matrix.TrainingListeners),
            PopularityHead.Of(matrix.TrainingListeners), matrix.Listeners.Count);
        return await evaluation.JudgeBlockAsync(
            listeners, Draw(matrix.Listeners, holdout, matrix.Listeners.Count), [0],
            (_, _, _) => Task.FromResult(matrix.ByListener), holdout, cancellationToken);
    }

    /// <summary>Judges some listeners of a block.</summary>
    /// <param name="factors">The block's factors.</param>
    /// <param name="rows">The listeners; those without anything to judge by are left out.</param>
    /// <param name="tiles">Which blocks of tracks the listeners' block has entries with.</param>
    /// <param name="loadTile">Gives its tile against one of those blocks, which has so many tracks.</param>
    /// <param name="holdout">How the holdout was made.</param>
    /// <param name="cancellationToken">Stops between listeners.</param>
    public async Task<Judgement> JudgeBlockAsync(
        FactorMatrix factors,
        IReadOnlyList<int> rows,
        IReadOnlyCollection<int> tiles,
        Func<int, int, CancellationToken, Task<MatrixTile>> loadTile,
        HoldoutOptions holdout,
        CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        var judged = rows.Select(row => new JudgedListener(row)).ToArray();
        foreach (var block in tiles)
        {
            var (tracks, tile, popularity) = await LoadAsync(block);
            Parallel.ForEach(judged, parallel, listener => listener.Meet(block, tile!, factors, tracks, popularity));
        }

        judged = [.. judged.Where(listener => listener.HasWanted && holdout.Judges(listener.Known))];
        if (judged.Length == 0) return Judgement.None;
        foreach (var listener in judged) listener.BeginRanking();
        for (var block = 0; block < trackBlocks; block++)
        {
            var (number, (tracks, tile, popularity)) = (block, await LoadAsync(block));
            Parallel.ForEach(judged, parallel, listener => listener.Rank(number, tile, factors, tracks, popularity));
        }

        foreach (var listener in judged) listener.EndRanking();
        for (var block = 0; block < trackBlocks; block++)
        {
            var counts = await loadListeners(block, cancellationToken);
            foreach (var listener in judged) listener.Describe(block, counts);
        }

        return Judgement.Sum(judged.Select(listener => listener.Judge(head, listeners)));

        async Task<(FactorMatrix Tracks, MatrixTile? Tile, BlockPopularity Popularity)> LoadAsync(int block)
        {
            var tracks = await loadFactors(block, cancellationToken);
            var tile = tiles.Contains(block) ? await loadTile(block, tracks.Rows, cancellationToken) : null;
            return (tracks, tile, new BlockPopularity(block, await loadListeners(block, cancellationToken)));
        }
    }
}
