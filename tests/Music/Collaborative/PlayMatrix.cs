using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Collaborative;

/// <summary>A small listening matrix, written as the pairs it holds, and the two sides' block solves over it.</summary>
internal sealed class PlayMatrix(int listeners, int tracks)
{
    private readonly SortedDictionary<(int Listener, int Track), (float Plays, bool Held)> _pairs = [];

    public int Listeners { get; } = listeners;

    public int Tracks { get; } = tracks;

    /// <summary>What the silence of each track weighs; empty where each weighs 1.</summary>
    public float[] TrackWeights { get; init; } = [];

    /// <summary>The strength of a pair that is known; 0 means skipped.</summary>
    public float this[int listener, int track]
    {
        set => _pairs[(listener, track)] = (value, false);
    }

    /// <summary>Some pairs at random: a fifth of them only skipped, a tenth held out, listener 0 without any.</summary>
    public static PlayMatrix Random(int listeners, int tracks, ulong seed, bool weighted = false)
    {
        var random = new SeededRandom(seed);
        var matrix = new PlayMatrix(listeners, tracks) { TrackWeights = weighted ? Weights(tracks, random) : [] };
        for (var u = 1; u < listeners; u++)
        {
            for (var i = 0; i < tracks; i++)
            {
                if (random.NextDouble() > 0.2) continue;
                var plays = random.NextDouble() < 0.2 ? 0 : (float)Math.Exp(3 * random.NextGaussian());
                matrix._pairs[(u, i)] = (plays, plays > 0 && random.NextDouble() < 0.1);
            }
        }

        return matrix;
    }

    /// <summary>The same matrix without the pairs that were only skipped.</summary>
    public PlayMatrix WithoutSkips()
    {
        var matrix = new PlayMatrix(Listeners, Tracks) { TrackWeights = TrackWeights };
        foreach (var (pair, entry) in _pairs.Where(pair => pair.Value.Plays > 0)) matrix._pairs[pair] = entry;
        return matrix;
    }

    /// <summary>Holds a pair out.</summary>
    public void Hold(int listener, int track, float plays) => _pairs[(listener, track)] = (plays, true);

    public int Rows(Side side) => side == Side.Listeners ? Listeners : Tracks;

    /// <summary>A row's known pairs: the other side's row and the plays.</summary>
    public IEnumerable<(int Other, float Plays)> Row(Side side, int row, bool includeHoldout = false) =>
        from pair in _pairs
        let here = side == Side.Listeners ? pair.Key.Listener : pair.Key.Track
        where here == row && (includeHoldout || !pair.Value.Held)
        select (side == Side.Listeners ? pair.Key.Track : pair.Key.Listener, pair.Value.Plays);

    /// <summary>The rows [start, start + rows) of one side against the columns [otherStart, otherStart + others).</summary>
    public MatrixTile Tile(Side side, Range rows, Range others)
    {
        var (start, count) = rows.GetOffsetAndLength(Rows(side));
        var (otherStart, otherCount) = others.GetOffsetAndLength(Rows(side == Side.Listeners ? Side.Tracks : Side.Listeners));
        var pointers = new List<int> { 0 };
        var columns = new List<int>();
        var plays = new List<float>();
        for (var row = start; row < start + count; row++)
        {
            foreach (var held in new[] { false, true })
            {
                foreach (var (pair, entry) in _pairs)
                {
                    var (here, other) = side == Side.Listeners ? (pair.Listener, pair.Track) : (pair.Track, pair.Listener);
                    if (here != row || entry.Held != held || other < otherStart || other >= otherStart + otherCount) continue;
                    columns.Add(other - otherStart);
                    plays.Add(entry.Plays);
                }

                pointers.Add(columns.Count);
            }
        }

        return new MatrixTile(count, [.. pointers], [.. columns], [.. plays]);
    }

    /// <summary>Solves some rows of one side, the other side's factors split into <paramref name="otherBlocks"/> blocks.</summary>
    public async Task<(FactorMatrix Factors, RowObjective Objective)> SolveAsync(
        AlternatingLeastSquaresOptions options, Side side, FactorMatrix others, int threads = 1, int otherBlocks = 1,
        bool includeHoldout = false, Range? rows = null, FactorMatrix? start = null)
    {
        var chosen = rows ?? ..;
        var (_, count) = chosen.GetOffsetAndLength(Rows(side));
        var bounds = Enumerable.Range(0, otherBlocks + 1).Select(block => others.Rows * block / otherBlocks).ToArray();
        var tiles = Enumerable.Range(0, otherBlocks).Select(block => Tile(side, chosen, bounds[block]..bounds[block + 1])).ToArray();
        var blocks = Enumerable.Range(0, otherBlocks)
            .Select(block => bounds[block]..bounds[block + 1])
            .Select(range => new WeightedFactors(Slice(others, range), side == Side.Listeners && TrackWeights.Length > 0 ? TrackWeights[range] : []))
            .ToArray();
        var weights = side == Side.Tracks && TrackWeights.Length > 0 ? TrackWeights[chosen] : [];
        var gramian = new Gramian(options.Width);
        foreach (var block in blocks) gramian.Add(block);
        var axes = new PrincipalAxes(options, side, gramian, others.Rows);
        return await AlternatingLeastSquares.SolveBlockAsync(
            axes, count, start is null ? null : Slice(start, ..), weights, [.. Enumerable.Range(0, otherBlocks).Where(block => tiles[block].Entries > 0)],
            (block, _) => Task.FromResult(tiles[block]), (block, _) => Task.FromResult(axes.Project(blocks[block], threads)),
            includeHoldout, threads, CancellationToken.None);
    }

    /// <summary>The starting vectors of the tracks.</summary>
    public FactorMatrix Start(AlternatingLeastSquaresOptions options) =>
        AlternatingLeastSquares.Initialize(options, [.. Enumerable.Range(0, Tracks).Select(i => $"track {i}")]);

    /// <summary>Trains both sides.</summary>
    public async Task<(FactorMatrix Listeners, FactorMatrix Tracks)> TrainAsync(
        AlternatingLeastSquaresOptions options, int iterations, int threads = 1)
    {
        var (listeners, tracks) = (new FactorMatrix(Listeners, options.Width), Start(options));
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            (listeners, _) = await SolveAsync(options, Side.Listeners, tracks, threads, start: listeners);
            (tracks, _) = await SolveAsync(options, Side.Tracks, listeners, threads, start: tracks);
        }

        return (listeners, tracks);
    }

    /// <summary>The objective over all pairs, played or not, as it is written down, in double precision.</summary>
    public double Loss(
        AlternatingLeastSquaresOptions options, FactorMatrix listeners, FactorMatrix tracks, bool includeHoldout = false)
    {
        var loss = Penalty(options, Side.Listeners, listeners, includeHoldout) + Penalty(options, Side.Tracks, tracks, includeHoldout);
        for (var u = 0; u < Listeners; u++)
        {
            for (var i = 0; i < Tracks; i++)
            {
                var known = _pairs.TryGetValue((u, i), out var entry) && (includeHoldout || !entry.Held);
                var plays = known ? entry.Plays : 0;
                double score = 0;
                for (var f = 0; f < options.Width; f++) score += (double)listeners[u][f] * tracks[i][f];
                var error = (plays > 0 ? 1 : 0) - score;
                loss += (Weight(i) + (double)options.Confidence.Alpha * plays) * error * error;
            }
        }

        return loss;
    }

    /// <summary>One side's penalty.</summary>
    public double Penalty(AlternatingLeastSquaresOptions options, Side side, FactorMatrix factors, bool includeHoldout = false)
    {
        double sum = 0;
        for (var row = 0; row < factors.Rows; row++)
        {
            double square = 0;
            for (var f = 0; f < options.Factors; f++) square += (double)factors[row][f] * factors[row][f];
            sum += square * options.Penalty(Mass(options, side, row, includeHoldout));
        }

        return sum;
    }

    /// <summary>What all of a row's pairs weigh.</summary>
    public double Mass(AlternatingLeastSquaresOptions options, Side side, int row, bool includeHoldout = false)
    {
        var silent = side == Side.Listeners ? Tracks : Weight(row) * (double)Listeners;
        return silent + Row(side, row, includeHoldout).Sum(pair => (double)options.Confidence.Alpha * pair.Plays);
    }

    /// <summary>What the silence of a track weighs.</summary>
    public float Weight(int track) => TrackWeights.Length == 0 ? 1 : TrackWeights[track];

    /// <summary>Weights that average 1.</summary>
    private static float[] Weights(int count, SeededRandom random)
    {
        var weights = Enumerable.Range(0, count).Select(_ => 0.2f + (float)random.NextDouble()).ToArray();
        var mean = weights.Average();
        return Array.ConvertAll(weights, weight => weight / mean);
    }

    private static FactorMatrix Slice(FactorMatrix matrix, Range rows)
    {
        var (start, count) = rows.GetOffsetAndLength(matrix.Rows);
        var slice = new FactorMatrix(count, matrix.Width);
        for (var row = 0; row < count; row++) matrix[start + row].CopyTo(slice[row]);
        return slice;
    }
}
