using Microsoft.Azure.Functions.Worker;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Training;

/// <summary>Alternating least squares over the tiles: one activity solves one block of one side.</summary>
public sealed class SolveActivities(TrainingBlobs blobs)
{
    /// <summary>Writes the starting factors of a track block, and their Gramian, weighted.</summary>
    [Function(nameof(InitializeTracks))]
    public async Task<StageTally> InitializeTracks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var model = await blobs.ReadModelAsync(task.Training, cancellationToken);
        var ids = await blobs.ReadIdsAsync(task.Training, Side.Tracks, task.Block, cancellationToken);
        var factors = AlternatingLeastSquares.Initialize(model, ids);
        var silence = await blobs.ReadSilenceAsync(task, model, Side.Tracks, task.Block, cancellationToken);
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
        var (other, iteration, otherRows) = task.Side == Side.Listeners
            ? (Side.Tracks, task.Iteration - 1, task.Shape.Tracks)
            : (Side.Listeners, task.Iteration, task.Shape.Listeners);
        var gramian = await blobs.ReadGramianAsync(TrainingBlobs.SideGramian(task.Training, iteration, other), cancellationToken);
        var ids = await blobs.ReadIdsAsync(task.Training, task.Side, task.Block, cancellationToken);
        var strip = await blobs.OpenStripAsync(task, task.Side, task.Block, cancellationToken);
        var silence = await blobs.ReadSilenceAsync(task, model, task.Side, task.Block, cancellationToken);
        var latest = (Block: -1, Factors: (WeightedFactors?)null);

        var axes = new PrincipalAxes(model, task.Side, gramian, otherRows);
        var (factors, objective) = await AlternatingLeastSquares.SolveBlockAsync(
            axes, ids.Count, null, silence, strip.Blocks,
            async (block, cancellation) =>
                await strip.ReadAsync(block, (await FactorsAsync(block, cancellation)).Factors.Rows, cancellation),
            async (block, cancellation) => axes.Project(await FactorsAsync(block, cancellation), Environment.ProcessorCount),
            task.IncludeHoldout, Environment.ProcessorCount, cancellationToken);
        await WriteFactorsAsync(task, new WeightedFactors(factors, silence), cancellationToken);
        return new StageTally { Rows = ids.Count, Objective = objective.Minimum, Penalty = objective.Penalty };

        // One block of the other side at a time; a strip with a single one reads it once.
        async Task<WeightedFactors> FactorsAsync(int block, CancellationToken cancellation)
        {
            if (latest.Block != block)
            {
                latest = (block, new WeightedFactors(
                    await blobs.ReadFactorsAsync(task.Training, iteration, other, block, cancellation),
                    await blobs.ReadSilenceAsync(task, model, other, block, cancellation)));
            }

            return latest.Factors!;
        }
    }

    private async Task WriteFactorsAsync(BlockTask task, WeightedFactors solved, CancellationToken cancellationToken)
    {
        var gramian = new Gramian(solved.Factors.Width);
        gramian.Add(solved);
        await blobs.WriteAsync(
            TrainingBlobs.Factors(task.Training, task.Iteration, task.Side, task.Block),
            (stream, cancellation) => FactorBlob.WriteAsync(stream, solved.Factors, cancellation),
            cancellationToken);
        await blobs.WriteAsync(
            TrainingBlobs.BlockGramian(task.Training, task.Iteration, task.Side, task.Block),
            (stream, cancellation) => GramianBlob.WriteAsync(stream, gramian, cancellation),
            cancellationToken);
    }
}
