using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Tests.Collaborative;

public sealed class AlternatingLeastSquaresTests
{
    private static readonly PlayMatrix _plays = PlayMatrix.Random(40, 30, 1);

    public static TheoryData<bool, bool, float, bool> Models
    {
        get
        {
            var models = new TheoryData<bool, bool, float, bool>();
            foreach (var biases in new[] { false, true })
                foreach (var weighted in new[] { false, true })
                    foreach (var exponent in new[] { 0, 1f })
                        foreach (var holdout in new[] { false, true }) models.Add(biases, weighted, exponent, holdout);
            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task SolveBlockAsync_BothSides_ReportsTheLossOverAllPairs(bool biases, bool weighted, float exponent, bool holdout)
    {
        var plays = PlayMatrix.Random(40, 30, 1, weighted);
        var options = Options(biases, exponent);
        var tracks = plays.Start(options);

        var (listeners, first) = await plays.SolveAsync(options, Side.Listeners, tracks, includeHoldout: holdout);
        AssertClose(
            plays.Loss(options, listeners, tracks, holdout),
            first.Minimum + plays.Penalty(options, Side.Tracks, tracks, holdout), 1e-4);
        AssertClose(plays.Penalty(options, Side.Listeners, listeners, holdout), first.Penalty, 1e-4);

        (tracks, var second) = await plays.SolveAsync(options, Side.Tracks, listeners, includeHoldout: holdout);
        AssertClose(plays.Loss(options, listeners, tracks, holdout), second.Minimum + first.Penalty, 1e-4);
        AssertClose(plays.Penalty(options, Side.Tracks, tracks, holdout), second.Penalty, 1e-4);
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, false, true)]
    [InlineData(3, true, false)]
    [InlineData(4, true, true)]
    public async Task SolveBlockAsync_HalfStepByHalfStep_TheLossNeverRises(ulong seed, bool biases, bool weighted)
    {
        var plays = PlayMatrix.Random(35, 45, seed, weighted);
        var options = Options(biases, 1) with { Seed = seed };
        var tracks = plays.Start(options);
        var before = double.PositiveInfinity;
        for (var iteration = 0; iteration < 8; iteration++)
        {
            (var listeners, _) = await plays.SolveAsync(options, Side.Listeners, tracks);
            before = AssertFallen(plays.Loss(options, listeners, tracks), before);
            (tracks, _) = await plays.SolveAsync(options, Side.Tracks, listeners);
            before = AssertFallen(plays.Loss(options, listeners, tracks), before);
        }

        static double AssertFallen(double loss, double before)
        {
            Assert.True(loss <= before * (1 + 1e-6), $"The loss rose from {before} to {loss}.");
            return loss;
        }
    }

    [Theory]
    [InlineData(false, Side.Listeners, false)]
    [InlineData(true, Side.Listeners, false)]
    [InlineData(false, Side.Tracks, false)]
    [InlineData(true, Side.Tracks, false)]
    [InlineData(false, Side.Listeners, true)]
    [InlineData(true, Side.Listeners, true)]
    [InlineData(false, Side.Tracks, true)]
    [InlineData(true, Side.Tracks, true)]
    public async Task SolveBlockAsync_EachRow_HasNoGradientLeft(bool biases, Side side, bool weighted)
    {
        var plays = PlayMatrix.Random(40, 30, 1, weighted);
        var options = Options(biases, 1);
        var listeners = (await plays.SolveAsync(options, Side.Listeners, plays.Start(options))).Factors;
        var tracks = (await plays.SolveAsync(options, Side.Tracks, listeners)).Factors;
        if (side == Side.Listeners) listeners = (await plays.SolveAsync(options, side, tracks)).Factors;
        var (solved, others) = side == Side.Listeners ? (listeners, tracks) : (tracks, listeners);

        for (var row = 0; row < solved.Rows; row++)
        {
            var known = plays.Row(side, row).ToDictionary(pair => pair.Other, pair => pair.Plays);
            var penalty = options.Penalty(plays.Mass(options, side, row));
            // The coordinate that is 1 by definition is not solved for.
            var fixedCoordinate = !biases ? -1 : side == Side.Listeners ? options.Width - 1 : options.Width - 2;
            for (var f = 0; f < options.Width; f++)
            {
                if (f == fixedCoordinate) continue;
                double gradient = f < options.Factors ? penalty * solved[row][f] : 0, magnitude = Math.Abs(gradient);
                for (var other = 0; other < others.Rows; other++)
                {
                    var strength = known.GetValueOrDefault(other);
                    var error = Dot.Product(solved[row], others[other]) - (strength > 0 ? 1 : 0);
                    var silence = plays.Weight(side == Side.Listeners ? other : row);
                    var term = (silence + options.Confidence.Alpha * strength) * error * others[other][f];
                    gradient += term;
                    magnitude += Math.Abs(term);
                }

                Assert.InRange(gradient, -1e-4 * magnitude, 1e-4 * magnitude);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task SolveBlockAsync_AnyNumberOfThreads_SameBits(int threads)
    {
        var options = Options(true, 1);
        var one = await _plays.TrainAsync(options, 3);
        var many = await _plays.TrainAsync(options, 3, threads);

        Assert.Equal(one.Listeners.Data, many.Listeners.Data);
        Assert.Equal(one.Tracks.Data, many.Tracks.Data);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    public async Task SolveBlockAsync_OtherSideInSeveralBlocks_SameWithinRounding(int blocks)
    {
        var options = Options(false, 1);
        var tracks = _plays.Start(options);
        var (whole, objective) = await _plays.SolveAsync(options, Side.Listeners, tracks);
        var (parts, partsObjective) = await _plays.SolveAsync(options, Side.Listeners, tracks, otherBlocks: blocks);

        var scale = Scale(whole);
        for (var i = 0; i < whole.Data.Length; i++) Assert.InRange(parts.Data[i] - whole.Data[i], -1e-4 * scale, 1e-4 * scale);
        AssertClose(objective.Minimum, partsObjective.Minimum, 1e-5);
    }

    [Fact]
    public async Task SolveBlockAsync_OwnSideInSeveralBlocks_SameBits()
    {
        var options = Options(true, 1);
        var tracks = _plays.Start(options);
        var (whole, objective) = await _plays.SolveAsync(options, Side.Listeners, tracks);
        var (first, firstObjective) = await _plays.SolveAsync(options, Side.Listeners, tracks, rows: ..13);
        var (second, secondObjective) = await _plays.SolveAsync(options, Side.Listeners, tracks, rows: 13..);

        Assert.Equal(whole.Data, [.. first.Data, .. second.Data]);
        AssertClose(objective.Minimum, firstObjective.Minimum + secondObjective.Minimum, 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SolveBlockAsync_OtherSideThatDoesNotFit_SumsUpItsBlocksForTheSame(bool biases)
    {
        // 70 blocks of 1,000 rows of 512 factors are 143 MB, of which 128 are taken at once. Rows are then opened 45 at a time, so a
        // block of 50 goes through its tiles twice, after the first try.
        const int Blocks = 70, OtherRows = 1_000, Rows = 50;
        var options = Options(biases, 1) with { Factors = biases ? 510 : 512 };
        var random = new SeededRandom(1);
        var ids = Enumerable.Range(0, OtherRows).Select(i => $"{i}").ToArray();
        var factors = AlternatingLeastSquares.Initialize(options, ids); // the same in every block
        var gramian = new Gramian(options.Width);
        for (var block = 0; block < Blocks; block++) gramian.Add(factors);
        var axes = new PrincipalAxes(options, Side.Listeners, gramian, Blocks * OtherRows);
        var projected = axes.Project(new WeightedFactors(factors, []), 2);
        var plays = new PlayMatrix(Rows, OtherRows);
        for (var u = 0; u < Rows; u++)
            for (var i = 0; i < u; i++) plays[u, random.Next(OtherRows)] = 1 + i;
        var (tile, none) = (plays.Tile(Side.Listeners, .., ..), new PlayMatrix(Rows, OtherRows).Tile(Side.Listeners, .., ..));
        var loads = 0;

        var (all, whole) = await SolveAsync([.. Enumerable.Range(0, Blocks)]);
        Assert.InRange(loads, 2 * Blocks + 1, 3 * Blocks);
        var (few, part) = await SolveAsync([0, 3]);

        var scale = Scale(few);
        for (var i = 0; i < few.Data.Length; i++) Assert.InRange(all.Data[i] - few.Data[i], -1e-4 * scale, 1e-4 * scale);
        AssertClose(part.Minimum, whole.Minimum, 1e-5);

        Task<(FactorMatrix Factors, RowObjective Objective)> SolveAsync(int[] blocks) => AlternatingLeastSquares.SolveBlockAsync(
            axes, Rows, null, [], blocks,
            (block, _) =>
            {
                loads++;
                return Task.FromResult(block is 0 or 3 ? tile : none);
            },
            (_, _) => Task.FromResult(projected), false, 2, CancellationToken.None);
    }

    [Fact]
    public async Task SolveBlockAsync_Holdout_CountsOnlyWhereAskedFor()
    {
        var options = Options(false, 1);
        var tracks = _plays.Start(options);
        var (without, _) = await _plays.SolveAsync(options, Side.Listeners, tracks);
        var (with, _) = await _plays.SolveAsync(options, Side.Listeners, tracks, includeHoldout: true);

        for (var u = 0; u < _plays.Listeners; u++)
        {
            var held = _plays.Row(Side.Listeners, u, true).Count() > _plays.Row(Side.Listeners, u).Count();
            Assert.Equal(!held, without[u].SequenceEqual(with[u]));
        }
    }

    [Fact]
    public async Task SolveBlockAsync_RowWithoutPlays_GivesZeros()
    {
        var options = Options(false, 1);
        var (listeners, _) = await _plays.SolveAsync(options, Side.Listeners, _plays.Start(options));
        Assert.All(listeners[0].ToArray(), entry => Assert.Equal(0, entry));
        Assert.Contains(listeners[1].ToArray(), entry => entry != 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SolveBlockAsync_SkippedPairs_ChangeNothing(bool biases)
    {
        var options = Options(biases, 1);
        var with = await _plays.TrainAsync(options, 2);
        var without = await _plays.WithoutSkips().TrainAsync(options, 2);
        Assert.Equal(without.Listeners.Data, with.Listeners.Data);
        Assert.Equal(without.Tracks.Data, with.Tracks.Data);
    }

    [Fact]
    public async Task SolveBlockAsync_NoRowsOrNoTiles_Works()
    {
        var options = Options(false, 1);
        var (none, objective) = await _plays.SolveAsync(options, Side.Listeners, _plays.Start(options), rows: ..0);
        Assert.Equal((0, 0.0), (none.Rows, objective.Minimum));
        var (silent, _) = await new PlayMatrix(3, 4).SolveAsync(options, Side.Listeners, new PlayMatrix(3, 4).Start(options));
        Assert.All(silent.Data.ToArray(), entry => Assert.Equal(0, entry));
    }

    [Fact]
    public async Task SolveBlockAsync_HopelessMatrix_ThrowsWhatToDo()
    {
        // Tracks that all point the same way, a Gramian that knows nothing of them, and a penalty that single precision cannot see.
        var options = new AlternatingLeastSquaresOptions { Factors = 2, Regularization = 1e-30f, RegularizationExponent = 0 };
        var tracks = new FactorMatrix(4, 2);
        for (var i = 0; i < 4; i++) tracks[i].Fill(1);
        var plays = new PlayMatrix(20, 4);
        for (var i = 0; i < 80; i++) plays[i / 4, i % 4] = 1;
        var tile = plays.Tile(Side.Listeners, .., ..);

        var axes = new PrincipalAxes(options, Side.Listeners, new Gramian(2), 4);

        var exception = await Assert.ThrowsAsync<ArithmeticException>(() => AlternatingLeastSquares.SolveBlockAsync(
            axes, 20, null, [], [0], (_, _) => Task.FromResult(tile), (_, _) => Task.FromResult(axes.Project(new WeightedFactors(tracks, []), 1)),
            includeHoldout: false, threads: 2, CancellationToken.None));

        Assert.Contains("raise it", exception.Message);
    }

    [Fact]
    public async Task SolveBlockAsync_WhatDoesNotFit_Throws()
    {
        var options = Options(false, 1);
        var tile = _plays.Tile(Side.Listeners, .., ..);
        await Assert.ThrowsAsync<ArgumentException>(() => SolveAsync(41, new FactorMatrix(30, 8)));
        await Assert.ThrowsAsync<ArgumentException>(() => SolveAsync(40, new FactorMatrix(30, 7)));
        await Assert.ThrowsAsync<IndexOutOfRangeException>(() => SolveAsync(40, new FactorMatrix(29, 8)));
        await Assert.ThrowsAsync<ArgumentException>(() => SolveAsync(40, new FactorMatrix(30, 8), [1, 2]));
        Assert.Throws<ArgumentException>(() => new PrincipalAxes(options, Side.Listeners, new Gramian(9), 30));
        var axes = new PrincipalAxes(options, Side.Listeners, new Gramian(8), 30);
        Assert.Throws<ArgumentException>(() => axes.Project(new WeightedFactors(new FactorMatrix(3, 7), []), 1));
        Assert.Throws<ArgumentException>(() => axes.Project(new WeightedFactors(new FactorMatrix(3, 8), []), 1, new FactorMatrix(2, 8)));
        Assert.Throws<ArgumentException>(() => new WeightedFactors(new FactorMatrix(3, 8), [1, 1]));
        Assert.Throws<ArgumentException>(() => new WeightedFactors(new FactorMatrix(2, 8), [1, -1]));
        Assert.Throws<ArgumentException>(() => new WeightedFactors(new FactorMatrix(2, 8), [1, float.NaN]));

        Task SolveAsync(int rows, FactorMatrix factors, float[]? weights = null) => AlternatingLeastSquares.SolveBlockAsync(
            new PrincipalAxes(options, Side.Listeners, new Gramian(8), 30), rows, null, weights ?? [], [0], (_, _) => Task.FromResult(tile),
            (_, _) => Task.FromResult(new ProjectedFactors(factors, [], [])), false, 2, CancellationToken.None);
    }

    [Fact]
    public async Task SolveBlockAsync_Cancelled_Stops()
    {
        var axes = new PrincipalAxes(Options(false, 1), Side.Listeners, new Gramian(8), 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AlternatingLeastSquares.SolveBlockAsync(
            axes, 5, null, [], [], (_, _) => throw new InvalidOperationException(), (_, _) => throw new InvalidOperationException(),
            false, 1, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Initialize_FollowsFromTheIdAndTheSeedAlone(bool biases)
    {
        var options = Options(biases, 1);
        var forward = AlternatingLeastSquares.Initialize(options, ["a", "b", "c"]);
        var backward = AlternatingLeastSquares.Initialize(options, ["c", "b", "a", "d"]);
        var reseeded = AlternatingLeastSquares.Initialize(options with { Seed = 2 }, ["a", "b", "c"]);

        for (var row = 0; row < 3; row++)
        {
            Assert.Equal(forward[row], backward[2 - row]);
            Assert.False(forward[row].SequenceEqual(reseeded[row]));
            if (biases) Assert.Equal([1, 0], forward[row][options.Factors..]);
        }
    }

    [Fact]
    public void Initialize_ManyRows_HasTheDeviationAsked()
    {
        var options = Options(false, 1) with { Factors = 16, InitialDeviation = 0.5f };
        var factors = AlternatingLeastSquares.Initialize(options, [.. Enumerable.Range(0, 2000).Select(i => $"{i}")]);
        var values = Enumerable.Range(0, 2000).SelectMany(row => factors[row].ToArray()).ToArray();
        Assert.InRange(values.Average(), -0.004, 0.004);
        Assert.InRange(Math.Sqrt(values.Average(value => value * value)), 0.123, 0.127);
    }

    private static AlternatingLeastSquaresOptions Options(bool biases, float exponent) => new()
    {
        Factors = 8,
        Biases = biases,
        RegularizationExponent = exponent,
        Confidence = new ConfidenceOptions { Alpha = 2 },
    };

    private static double Scale(FactorMatrix matrix)
    {
        var scale = 0f;
        foreach (var entry in matrix.Data) scale = Math.Max(scale, Math.Abs(entry));
        return scale;
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected - relative * Math.Abs(expected), expected + relative * Math.Abs(expected));
}
