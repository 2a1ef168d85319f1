using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;

namespace Mixtape.Music.Scale;

/// <summary>Iterations and judging, nothing kept in memory between activities.</summary>
internal static class SolveStages
{
    /// <summary>The starting vectors of the tracks.</summary>
    public static StagePlan Start(TrainingSize size)
    {
        var blocks = (double)size.TrackBlocks;
        return new StagePlan
        {
            Name = "start",
            Activities = blocks,
            Orchestrations = FanOutPlan.Orchestrations(size.TrackBlocks),
            Reads = 3 * blocks,
            BytesRead = blocks * BlobSizes.Model + PrepareStages.TrackIds(size) + PrepareStages.Popularity(size),
            Writes = 2 * blocks,
            BytesWritten = TrackFactors(size) + blocks * BlobSizes.Gramian(size.Factors),
            Memory = 2 * (TrackFactors(size) + PrepareStages.TrackIds(size)) / blocks,
        }
        + SumGramians(size, size.TrackBlocks);
    }

    /// <summary>Solves all listeners against the tracks.</summary>
    public static StagePlan Listeners(TrainingSize size)
    {
        var blocks = (double)size.ListenerBlocks;
        var stream = Stream(size, size.BlockListeners, TrackFactors(size));
        var tiles = stream * size.Tiles;
        var others = tiles / size.TrackBlocks; // how often all blocks of tracks are read
        return new StagePlan
        {
            Name = "listeners",
            Activities = blocks,
            Orchestrations = FanOutPlan.Orchestrations(size.ListenerBlocks),
            Reads = 4 * blocks + 4 * tiles,
            BytesRead = blocks * (Fixed(size) + BlobSizes.Directory(size.TrackBlocks)) + tiles * IdTable.HeadLength
                + stream * PrepareStages.ListenerTiles(size) + others * (TrackFactors(size) + PrepareStages.Popularity(size)),
            Writes = 2 * blocks,
            BytesWritten = ListenerFactors(size) + blocks * BlobSizes.Gramian(size.Factors),
            Flops = Flops(size, size.Listeners),
            Memory = Memory(size, size.BlockListeners, PrepareStages.ListenerTiles(size) / blocks, TrackFactors(size), size.TrackBlocks),
        }
        + SumGramians(size, size.ListenerBlocks);
    }

    /// <summary>Solves all tracks against the listeners.</summary>
    public static StagePlan Tracks(TrainingSize size)
    {
        var blocks = (double)size.TrackBlocks;
        var stream = Stream(size, size.BlockTracks, ListenerFactors(size));
        var tiles = stream * size.Tiles;
        var others = tiles / size.ListenerBlocks;
        return new StagePlan
        {
            Name = "tracks",
            Activities = blocks,
            Orchestrations = FanOutPlan.Orchestrations(size.TrackBlocks),
            Reads = 5 * blocks + 3 * tiles,
            BytesRead = blocks * (Fixed(size) + BlobSizes.Directory(size.ListenerBlocks)) + PrepareStages.Popularity(size)
                + tiles * IdTable.HeadLength + stream * PrepareStages.TrackTiles(size) + others * ListenerFactors(size),
            Writes = 2 * blocks,
            BytesWritten = TrackFactors(size) + blocks * BlobSizes.Gramian(size.Factors),
            Flops = Flops(size, size.Tracks),
            Memory = Memory(size, size.BlockTracks, PrepareStages.TrackTiles(size) / blocks, ListenerFactors(size), size.ListenerBlocks),
        }
        + SumGramians(size, size.TrackBlocks);
    }

    /// <summary>
    /// Judges the model: each block that has a listener who was drawn goes through all blocks of tracks twice, and a third time through
    /// their popularity.
    /// </summary>
    public static StagePlan Evaluate(TrainingSize size)
    {
        var (listenerBlocks, trackBlocks) = ((double)size.ListenerBlocks, (double)size.TrackBlocks);
        var judged = Math.Min(size.Listeners, size.JudgedListeners);
        var blocks = listenerBlocks * TrainingSize.Occupied(judged / listenerBlocks);
        var share = blocks / listenerBlocks;
        var tiles = share * size.Tiles;
        var popular = BlobSizes.PopularTrack * Math.Min(10_000, size.Tracks);
        var recommended = listenerBlocks * (60 + BlobSizes.RecommendedTrack * size.DifferentTracks(10 * judged / listenerBlocks));
        return new StagePlan
        {
            Name = "evaluate",
            Activities = 3 + listenerBlocks,
            Orchestrations = FanOutPlan.Orchestrations(size.ListenerBlocks),
            Reads = 3 * trackBlocks + 2 * listenerBlocks + 3 * blocks + 3 * tiles + 3 * blocks * trackBlocks + tiles + listenerBlocks,
            BytesRead = 2.5 * PrepareStages.Popularity(size)
                + listenerBlocks * BlobSizes.Options + PrepareStages.ListenerIds(size)
                + share * ListenerFactors(size) + blocks * (BlobSizes.Directory(trackBlocks) + BlobSizes.Head)
                + 2 * share * PrepareStages.ListenerTiles(size)
                + blocks * (2 * TrackFactors(size) + 3 * PrepareStages.Popularity(size))
                + recommended,
            Writes = 2 + listenerBlocks,
            BytesWritten = popular + BlobSizes.Head + recommended,
            Flops = 2.0 * judged * size.Tracks * size.Factors,
            SerialReads = 3 * trackBlocks + listenerBlocks,
            SerialBytes = 2.5 * PrepareStages.Popularity(size) + recommended,
            SerialRuns = 3,
            Memory = (ListenerFactors(size) + PrepareStages.ListenerIds(size)) / listenerBlocks + 2 * TrackFactors(size) / trackBlocks,
        };
    }

    /// <summary>All listeners' factors, block by block.</summary>
    public static double ListenerFactors(TrainingSize size) =>
        size.ListenerBlocks * BlobSizes.Factors(size.BlockListeners, size.Factors);

    /// <summary>All tracks' factors, block by block.</summary>
    public static double TrackFactors(TrainingSize size) => size.TrackBlocks * BlobSizes.Factors(size.BlockTracks, size.Factors);

    /// <summary>Rows whose normal matrices are open at once.</summary>
    public static double OpenRows(TrainingSize size)
    {
        var stride = FactorMatrix.PaddedWidth(size.Factors);
        return Math.Max(1, Math.Floor(size.MatrixBytes / (4.0 * (CholeskySolver.Room(size.Factors) + stride))));
    }

    /// <summary>
    /// How often one activity goes through the other side: once where that fits in memory, else once for so many rows as are open at
    /// once, and a part of it before that is known.
    /// </summary>
    private static double Stream(TrainingSize size, double rows, double otherFactors) =>
        otherFactors <= AlternatingLeastSquares.MaximumBytesOfFactors
            ? 1
            : AlternatingLeastSquares.MaximumBytesOfFactors / otherFactors + Math.Ceiling(rows / OpenRows(size));

    // The model, the other side's Gramian, and the head of the block's own ids.
    private static double Fixed(TrainingSize size) => BlobSizes.Model + BlobSizes.Gramian(size.Factors) + IdTable.HeadLength;

    private static StagePlan SumGramians(TrainingSize size, long blocks) => new()
    {
        Name = "sum",
        Activities = 1,
        Reads = blocks,
        BytesRead = blocks * BlobSizes.Gramian(size.Factors),
        Writes = 1,
        BytesWritten = BlobSizes.Gramian(size.Factors),
        SerialReads = blocks,
        SerialBytes = blocks * BlobSizes.Gramian(size.Factors),
        SerialRuns = 1,
    };

    // A pair adds to a triangle of the row's matrix, D (D + 1) operations; a row is solved by Cholesky, D^3 / 3, and substitution.
    private static double Flops(TrainingSize size, double rows)
    {
        double factors = size.Factors;
        return size.Pairs * factors * (factors + 1) + rows * (factors * factors * factors / 3 + 4 * factors * factors);
    }

    private static double Memory(TrainingSize size, double rows, double strip, double otherFactors, double otherBlocks) =>
        3 * BlobSizes.Factors(rows, size.Factors)
        + (otherFactors <= AlternatingLeastSquares.MaximumBytesOfFactors
            ? strip + otherFactors
            : size.MatrixBytes + strip * AlternatingLeastSquares.MaximumBytesOfFactors / otherFactors
                + AlternatingLeastSquares.MaximumBytesOfFactors + 2 * otherFactors / otherBlocks);
}
