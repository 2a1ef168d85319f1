using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Listening;

/// <summary>Weights of a random matrix against the formulas as they are written down, in double precision.</summary>
public sealed class ConfidenceWeightsTests
{
    private const int Listeners = 40;
    private const int Tracks = 60;

    private static readonly (float Plays, bool Held)?[,] _pairs = Pairs();

    public static TheoryData<ConfidenceOptions> SomeOptions =>
    [
        new ConfidenceOptions(),
        new ConfidenceOptions { SilenceExponent = 0.7f, PropensityExponent = 1 },
        new ConfidenceOptions { SilenceExponent = 0, PropensityExponent = 0 },
        new ConfidenceOptions { RelativeToListener = false },
        new ConfidenceOptions { Curve = ConfidenceCurve.Linear },
        new ConfidenceOptions { Curve = ConfidenceCurve.Bm25 },
        new ConfidenceOptions { Curve = ConfidenceCurve.Bm25, Bm25K1 = 1.2f, Bm25B = 0, RelativeToListener = false },
    ];

    [Theory]
    [MemberData(nameof(SomeOptions))]
    public void Weigh_RandomMatrix_IsTheFormula(ConfidenceOptions options)
    {
        foreach (var cut in new[] { 0, 1, 25 })
        {
            Range[] blocks = [0..cut, cut..Tracks];
            var tiles = blocks.Select(Tile).ToArray();
            var weighed = Weights(options, tiles).Weigh(tiles, [.. tiles.Zip(blocks, EntryCounts)]);
            for (var block = 0; block < blocks.Length; block++)
            {
                var (first, _) = blocks[block].GetOffsetAndLength(Tracks);
                Assert.Equal(tiles[block].Columns, weighed[block].Columns);
                Assert.Equal(tiles[block].RowPointers, weighed[block].RowPointers);
                for (var u = 0; u < Listeners; u++)
                {
                    for (var e = tiles[block].RowPointers[2 * u]; e < tiles[block].RowPointers[2 * u + 2]; e++)
                    {
                        var expected = Strength(options, u, first + tiles[block].Columns[e]);
                        Assert.Equal(expected, weighed[block].Values[e], 2e-6 * expected);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(SomeOptions))]
    public void Weigh_OneListener_IsWhatTheBlockGivesToTheBit(ConfidenceOptions options)
    {
        var tile = Tile(..);
        var weights = Weights(options, [tile]);
        var weighed = weights.Weigh([tile], [EntryCounts(tile, ..)])[0];
        for (var u = 0; u < Listeners; u++)
        {
            var entries = Enumerable.Range(tile.RowPointers[2 * u], tile.RowPointers[2 * u + 2] - tile.RowPointers[2 * u])
                .OrderBy(e => tile.Columns[e]).ToArray();
            var strengths = new float[entries.Length];
            weights.Weigh(
                [.. entries.Select(e => tile.Values[e])], [.. entries.Select(e => Counts()[tile.Columns[e]])],
                [.. entries.Select(e => e >= tile.RowPointers[2 * u + 1])], strengths);
            Assert.Equal(entries.Select(e => weighed.Values[e]), strengths);
        }
    }

    [Theory]
    [InlineData(0.2f)]
    [InlineData(1f)]
    public void Silence_OfAllTracks_AveragesOneAndFollowsThePower(float exponent)
    {
        var options = new ConfidenceOptions { SilenceExponent = exponent };
        var counts = Counts();

        var silence = Weights(options, [Tile(..)]).Silence(counts);

        Assert.Contains(0, counts);
        Assert.Equal(1, silence.Average(), 1e-6f);
        var (most, least) = (Array.IndexOf(counts, counts.Max()), Array.IndexOf(counts, 0));
        Assert.Equal(Math.Pow(counts[most], exponent), silence[most] / silence[least], 1e-5);
    }

    [Fact]
    public void Silence_WithoutAnExponent_IsNone() =>
        Assert.Empty(Weights(new ConfidenceOptions { SilenceExponent = 0 }, [Tile(..)]).Silence([1, 2, 3]));

    [Fact]
    public void Weigh_DefaultOptions_AveragesOneForListenersOfWhatIsEquallyPopular()
    {
        var options = new ConfidenceOptions();
        var weights = new ConfidenceWeights(
            options, ConfidenceTotals.OfTracks(options, [4, 4, 4]) + (ConfidenceTotals.None with { Listeners = 4, Plays = 100 }));
        var strengths = new float[3];

        weights.Weigh([1, 10, 100], [4, 4, 4], [false, false, false], strengths);

        Assert.Equal(1, strengths.Average(), 1e-6f);
        Assert.Equal(strengths.Order(), strengths);
    }

    [Fact]
    public void Weigh_NothingPlayed_IsZero()
    {
        float[] strengths = [-1, -1];
        Weights(new ConfidenceOptions(), [Tile(..)]).Weigh([0, 0], [1, 0], [false, false], strengths);
        Assert.Equal([0, 0], strengths);
        Assert.Empty(Weights(new ConfidenceOptions(), []).Weigh([], []));
    }

    [Fact]
    public void Weigh_LengthsThatDiffer_Throws()
    {
        var weights = new ConfidenceWeights(new ConfidenceOptions(), ConfidenceTotals.None);
        Assert.Throws<ArgumentException>(() => weights.Weigh([1, 2], [1], [false, false], new float[2]));
        Assert.Throws<ArgumentException>(() => weights.Weigh([1, 2], [1, 1], [false], new float[2]));
        Assert.Throws<ArgumentException>(() => weights.Weigh([1, 2], [1, 1], [false, false], new float[1]));
    }

    [Fact]
    public void Totals_OfBlocks_AddUp()
    {
        var options = new ConfidenceOptions { PropensityExponent = 0.5f, SilenceExponent = 1 };
        var sum = ConfidenceTotals.OfTracks(options, [4, 0]) + ConfidenceTotals.OfTracks(options, [9]);
        Assert.Equal(new ConfidenceTotals(0, 3, 13, 0, 4 + 1 + 9, 2 + 3), sum);
        var tile = new MatrixTile(2, [0, 2, 3, 3, 3], [0, 1, 2], [1, 2, 4]);
        Assert.Equal(ConfidenceTotals.None with { Listeners = 2, Plays = 6 }, ConfidenceTotals.OfListeners(2, [tile, tile]));
    }

    private static double Strength(ConfidenceOptions options, int u, int i)
    {
        var counts = Counts();
        var own = Own(u);
        var mean = options.RelativeToListener && own.Length > 0 ? own.Average(j => Curve(options, u, j)) : 1;
        var pairs = (double)counts.Sum();
        var z = counts.Where(n => n > 0).Sum(n => Math.Pow(n, 1 - (double)options.PropensityExponent)) / pairs;
        return Curve(options, u, i) / mean * Math.Pow(Math.Max(counts[i], 1), -(double)options.PropensityExponent) / z;
    }

    private static double Curve(ConfidenceOptions options, int u, int i)
    {
        double r = _pairs[u, i]!.Value.Plays;
        if (options.Curve == ConfidenceCurve.Logarithmic) return Math.Log(1 + r);
        if (options.Curve == ConfidenceCurve.Linear) return r;
        var (k1, b) = ((double)options.Bm25K1, (double)options.Bm25B);
        var mean = Enumerable.Range(0, Listeners).Sum(v => Training(v).Sum(j => (double)_pairs[v, j]!.Value.Plays)) / Listeners;
        var length = Own(u).Sum(j => (double)_pairs[u, j]!.Value.Plays) / mean;
        return Math.Log(1 + Listeners / (double)Math.Max(Counts()[i], 1)) * r * (k1 + 1) / (r + k1 * (1 - b + b * length));
    }

    /// <summary>The tracks by which a listener is measured.</summary>
    private static int[] Own(int u) => Training(u) is { Length: > 0 } training
        ? training
        : [.. Enumerable.Range(0, Tracks).Where(i => _pairs[u, i] is { Plays: > 0 })];

    private static int[] Training(int u) => [.. Enumerable.Range(0, Tracks).Where(i => _pairs[u, i] is { Plays: > 0, Held: false })];

    private static int[] Counts() => [.. Enumerable.Range(0, Tracks)
        .Select(i => Enumerable.Range(0, Listeners).Count(u => _pairs[u, i] is { Plays: > 0, Held: false }))];

    private static int[] EntryCounts(MatrixTile tile, Range tracks) => Array.ConvertAll(tile.Columns, column => Counts()[tracks][column]);

    private static ConfidenceWeights Weights(ConfidenceOptions options, IEnumerable<MatrixTile> tiles) =>
        new(options, ConfidenceTotals.OfListeners(Listeners, tiles) + ConfidenceTotals.OfTracks(options, Counts()));

    private static MatrixTile Tile(Range tracks)
    {
        var (first, count) = tracks.GetOffsetAndLength(Tracks);
        var (pointers, columns, plays) = (new List<int> { 0 }, new List<int>(), new List<float>());
        for (var u = 0; u < Listeners; u++)
        {
            foreach (var held in new[] { false, true })
            {
                for (var i = 0; i < count; i++)
                {
                    if (_pairs[u, first + i] is not { } pair || pair.Held != held) continue;
                    columns.Add(i);
                    plays.Add(pair.Plays);
                }

                pointers.Add(columns.Count);
            }
        }

        return new MatrixTile(Listeners, [.. pointers], [.. columns], [.. plays]);
    }

    /// <summary>
    /// Some pairs at random, some of them only skipped: listener 0 knows nothing, listener 1 has skipped only, listener 2 has nothing in
    /// training, and track 0 nobody.
    /// </summary>
    private static (float Plays, bool Held)?[,] Pairs()
    {
        var random = new SeededRandom(3);
        var pairs = new (float, bool)?[Listeners, Tracks];
        for (var u = 1; u < Listeners; u++)
        {
            for (var i = 0; i < Tracks; i++)
            {
                if (random.NextDouble() > 10.0 / (10 + i)) continue;
                var plays = u == 1 || random.NextDouble() < 0.1 ? 0 : (float)Math.Exp(3 * random.NextGaussian());
                pairs[u, i] = (plays, plays > 0 && (u == 2 || i == 0 || random.NextDouble() < 0.1));
            }
        }

        return pairs;
    }
}
