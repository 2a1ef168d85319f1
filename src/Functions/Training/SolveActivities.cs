using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Serving;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Functions.Training;

/// <summary>
/// Alternating least squares over the tiles: one activity solves one block of one side. What it reads it reads from blobs, or from memory
/// where this process had it before: tiles are the same in every iteration, and what one block needs of the other side all blocks need.
/// </summary>
public sealed class SolveActivities(TrainingBlobs blobs, TrainingCache cache, Generations generations)
{
    /// <summary>Writes the starting factors of a track block, and their Gramian, weighted.</summary>
    [Function(nameof(InitializeTracks))]
    public async Task<StageTally> InitializeTracks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var model = await blobs.ReadModelAsync(task.Training, cancellationToken);
        var ids = await blobs.ReadIdsAsync(task.Training, Side.Tracks, task.Block, cancellationToken);
        var factors = AlternatingLeastSquares.Initialize(model, ids);
        if (task.Shape.StartFrom is { } generation)
            CopyKnown(await generations.FindAsync(generation, cancellationToken), model, ids, factors);
        var silence = await SilenceAsync(task, model, Side.Tracks, task.Block, cancellationToken);
        await WriteFactorsAsync(task with { Side = Side.Tracks }, new WeightedFactors(factors, silence), cancellationToken);
        return new StageTally { Rows = factors.Rows };
    }

    /// <summary>Adds up the blocks' Gramians of one side.</summary>
    [Function(nameof(SumGramians))]
    public async Task SumGramians([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        Gramian? sum = null;
        var blocks = task.Side == Side.Listeners ? task.Shape.ListenerBlocks : task.Shape.TrackBlocks;
        for (var block = 0; block < blocks; block++)
        {
            var part = await blobs.ReadGramianAsync(
                TrainingBlobs.BlockGramian(task.Training, task.Iteration, task.Side, block), cancellationToken);
            if (sum is null) sum = part;
            else sum.Add(part);
        }

        await blobs.WriteAsync(
            TrainingBlobs.SideGramian(task.Training, task.Iteration, task.Side),
            (stream, cancellation) => GramianBlob.WriteAsync(stream, sum!, cancellation),
            cancellationToken);
    }

    /// <summary>
    /// Solves one block against the other side's latest factors: the tracks' of the iteration before for listeners, the
    /// listeners' of this one for tracks.
    /// </summary>
    [Function(nameof(SolveBlock))]
    public async Task<StageTally> SolveBlock([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var model = await blobs.ReadModelAsync(task.Training, cancellationToken);
        var other = task.Side == Side.Listeners
            ? new BlockTask { Training = task.Training, Shape = task.Shape, Side = Side.Tracks, Iteration = task.Iteration - 1 }
            : new BlockTask { Training = task.Training, Shape = task.Shape, Side = Side.Listeners, Iteration = task.Iteration };
        var axes = await AxesAsync(other, task.Side, model, cancellationToken);
        var rows = await RowsAsync(task, cancellationToken);
        var silence = await SilenceAsync(task, model, task.Side, task.Block, cancellationToken);
        var strip = await blobs.OpenStripAsync(task, task.Side, task.Block, cancellationToken);

        var (factors, objective) = await AlternatingLeastSquares.SolveBlockAsync(
            axes, rows, await StartAsync(task, model, cancellationToken), silence, strip.Blocks,
            (block, cancellation) => TileAsync(strip, other with { Block = block }, cancellation),
            (block, cancellation) => ProjectedAsync(other with { Block = block }, model, axes, cancellation),
            task.IncludeHoldout, Environment.ProcessorCount, cancellationToken);
        await WriteFactorsAsync(task, new WeightedFactors(factors, silence), cancellationToken);
        return new StageTally { Rows = rows, Objective = objective.Minimum, Penalty = objective.Penalty };
    }

    /// <summary>Takes over the vectors of tracks that a generation knows, where its model has the same coordinates.</summary>
    private static void CopyKnown(Generation generation, AlternatingLeastSquaresOptions model, IdTable ids, FactorMatrix factors)
    {
        var known = generation.Manifest.Options.Model;
        if (known.Factors != model.Factors || known.Biases != model.Biases) return;
        for (var row = 0; row < ids.Count; row++)
            if (generation.FindTrack(ids[row]) is >= 0 and var track) generation.CopyLearned(track, factors[row]);
    }

    /// <summary>The axes of a side, made of the other side's Gramian.</summary>
    private Task<PrincipalAxes> AxesAsync(
        BlockTask other, Side side, AlternatingLeastSquaresOptions model, CancellationToken cancellationToken)
    {
        var name = TrainingBlobs.SideGramian(other.Training, other.Iteration, other.Side);
        var otherRows = other.Side == Side.Tracks ? other.Shape.Tracks : other.Shape.Listeners;
        return cache.GetAsync(
            name,
            async () => new PrincipalAxes(model, side, await blobs.ReadGramianAsync(name, cancellationToken), otherRows),
            _ => 3L * sizeof(float) * model.Width * FactorMatrix.PaddedWidth(model.Width));
    }

    /// <summary>A block of the other side, projected onto the axes.</summary>
    private Task<ProjectedFactors> ProjectedAsync(
        BlockTask other, AlternatingLeastSquaresOptions model, PrincipalAxes axes, CancellationToken cancellationToken) => cache.GetAsync(
        ProjectedName(FactorsName(other)),
        async () => axes.Project(
            new WeightedFactors(
                await FactorsAsync(other, cancellationToken), await SilenceAsync(other, model, other.Side, other.Block, cancellationToken)),
            Environment.ProcessorCount),
        projected => Bytes(projected.Rows));

    private Task<FactorMatrix> FactorsAsync(BlockTask task, CancellationToken cancellationToken) => cache.GetAsync(
        FactorsName(task),
        () => blobs.ReadFactorsAsync(task.Training, task.Iteration, task.Side, task.Block, cancellationToken),
        Bytes);

    /// <summary>What the block's last solution was, for solvers that improve on it; a copy, since it is used up.</summary>
    private async Task<FactorMatrix?> StartAsync(BlockTask task, AlternatingLeastSquaresOptions model, CancellationToken cancellationToken)
    {
        var last = task with { Iteration = task.Iteration - 1 };
        if (model.Solver == RowSolverKind.Cholesky || task.Side == Side.Listeners && last.Iteration == 0) return null;
        var factors = await FactorsAsync(last, cancellationToken);
        var copy = new FactorMatrix(factors.Rows, factors.Width);
        factors.Data.CopyTo(copy.Data);
        return copy;
    }

    /// <summary>The strip's tile against a block of the other side.</summary>
    private Task<MatrixTile> TileAsync(TileStrip strip, BlockTask other, CancellationToken cancellationToken) => cache.GetAsync(
        $"{strip.Name}#{other.Block}",
        async () => await strip.ReadAsync(other.Block, await RowsAsync(other, cancellationToken), cancellationToken),
        tile => sizeof(int) * (tile.RowPointers.Length + 2L * tile.Entries));

    /// <summary>How many rows a block has.</summary>
    private async Task<int> RowsAsync(BlockTask task, CancellationToken cancellationToken)
    {
        var rows = await cache.GetAsync(
            $"{TrainingBlobs.Ids(task.Training, task.Side, task.Block)}#rows",
            async () => new StrongBox<int>(await blobs.ReadRowsAsync(task.Training, task.Side, task.Block, cancellationToken)),
            _ => sizeof(int));
        return rows.Value;
    }

    private Task<float[]> SilenceAsync(
        BlockTask task, AlternatingLeastSquaresOptions model, Side side, int block, CancellationToken cancellationToken) => cache.GetAsync(
        $"{TrainingBlobs.Popularity(task.Training, block)}#silence of {side}",
        () => blobs.ReadSilenceAsync(task, model, side, block, cancellationToken),
        silence => sizeof(float) * (silence.Length + 1L));

    private async Task WriteFactorsAsync(BlockTask task, WeightedFactors solved, CancellationToken cancellationToken)
    {
        var gramian = new Gramian(solved.Factors.Width);
        gramian.Add(solved);
        await Task.WhenAll( // most of a write is waiting for the disk
            blobs.WriteAsync(
                FactorsName(task), (stream, cancellation) => FactorBlob.WriteAsync(stream, solved.Factors, cancellation), cancellationToken),
            blobs.WriteAsync(
                TrainingBlobs.BlockGramian(task.Training, task.Iteration, task.Side, task.Block),
                (stream, cancellation) => GramianBlob.WriteAsync(stream, gramian, cancellation),
                cancellationToken));

        // Each half-iteration begins when the one before is over, so nobody needs what the side was before.
        var before = FactorsName(task with { Iteration = task.Iteration - 1 });
        cache.Remove(before);
        cache.Remove(ProjectedName(before));
        cache.Add(FactorsName(task), solved.Factors, Bytes(solved.Factors));
    }

    private static string FactorsName(BlockTask task) => TrainingBlobs.Factors(task.Training, task.Iteration, task.Side, task.Block);

    private static string ProjectedName(string factors) => $"{factors}#projected";

    private static long Bytes(FactorMatrix factors) => sizeof(float) * (long)factors.Data.Length;
}
