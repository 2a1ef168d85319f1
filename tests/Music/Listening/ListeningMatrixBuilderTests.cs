using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Music.Tests.Collaborative;

namespace Mixtape.Music.Tests.Listening;

public sealed class ListeningMatrixBuilderTests
{
    private const int Listeners = 14;
    private const int Tracks = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Build_SomeListenersOfSeveralBlocks_HasTheirPairsAndTheirTracksAlone(int trackBlocks)
    {
        var plays = PlayMatrix.Random(Listeners, Tracks, 8);
        int[] chosen = [1, 4, 5, 9, 13];

        var matrix = Build(plays, trackBlocks, chosen, long.MaxValue);

        Assert.Equal(chosen.Select(u => $"u{u}"), matrix.Listeners);
        var expected = chosen.SelectMany(u => plays.Row(Side.Listeners, u, includeHoldout: true).Select(pair => ($"u{u}", $"t{pair.Other}", pair.Plays)));
        Assert.Equal(expected.Order(), Pairs(matrix, includeHoldout: true).Order());
        var training = chosen.SelectMany(u => plays.Row(Side.Listeners, u).Select(pair => ($"u{u}", $"t{pair.Other}", pair.Plays)));
        Assert.Equal(training.Order(), Pairs(matrix, includeHoldout: false).Order());
        Assert.Equal(expected.Select(pair => pair.Item2).Distinct().Order(), matrix.Tracks.Order());
        var pointers = matrix.ByListener.RowPointers;
        for (var part = 0; part + 1 < pointers.Length; part++)
            for (var e = pointers[part] + 1; e < pointers[part + 1]; e++) Assert.True(matrix.ByListener.Columns[e] > matrix.ByListener.Columns[e - 1]);
    }

    [Fact]
    public void Add_ListenerTooMany_IsLeftOutAndSmallerOnesStillFit()
    {
        var plays = new PlayMatrix(3, 4) { [0, 0] = 1, [0, 1] = 1, [1, 0] = 1, [1, 1] = 1, [1, 2] = 1, [2, 3] = 1 };
        var matrix = Build(plays, 1, [0, 1, 2], maximumPairs: 3);
        Assert.Equal(["u0", "u2"], matrix.Listeners);
        Assert.Equal(["t0", "t1", "t3"], matrix.Tracks);
    }

    [Fact]
    public void Totals_OfAMatrix_CountThePlayedPairsOfBothParts()
    {
        var plays = new PlayMatrix(2, 3) { [0, 0] = 1, [0, 1] = 0 };
        plays.Hold(1, 2, 3);
        var matrix = Build(plays, 1, [0, 1], long.MaxValue);
        var plain = new ConfidenceOptions { RelativeToListener = false, SilenceExponent = 0, PropensityExponent = 0 };
        var weighed = matrix.Weigh(plain);
        Assert.Equal(new MatrixTotals(2, 3, 2, 8), matrix.Weigh(plain with { Curve = ConfidenceCurve.Linear }).Totals(alpha: 2));
        Assert.Equal(Math.Log(2) + Math.Log(4), weighed.Totals(alpha: 1).Excess, 1e-6);
        Assert.Equal([1, 0, 0], weighed.TrainingListeners);
    }

    private static ListeningMatrix Build(PlayMatrix plays, int trackBlocks, int[] chosen, long maximumPairs)
    {
        var bounds = Enumerable.Range(0, trackBlocks + 1).Select(block => plays.Tracks * block / trackBlocks).ToArray();
        var builder = new ListeningMatrixBuilder(maximumPairs);
        foreach (var (first, end) in new[] { (0, plays.Listeners / 2), (plays.Listeners / 2, plays.Listeners) })
        {
            var tiles = Enumerable.Range(0, trackBlocks)
                .Select(block => (block, plays.Tile(Side.Listeners, first..end, bounds[block]..bounds[block + 1]))).ToList();
            foreach (var listener in chosen.Where(u => u >= first && u < end)) builder.Add($"u{listener}", listener - first, tiles);
        }

        return builder.Build([.. builder.TrackKeys.Select(key => $"t{bounds[TrackKey.BlockOf(key)] + TrackKey.RowOf(key)}")]);
    }

    private static IEnumerable<(string, string, float)> Pairs(ListeningMatrix matrix, bool includeHoldout)
    {
        var tile = matrix.ByListener;
        for (var row = 0; row < tile.Rows; row++)
        {
            var (first, count) = tile.Row(row, includeHoldout).GetOffsetAndLength(tile.Entries);
            for (var e = first; e < first + count; e++) yield return (matrix.Listeners[row], matrix.Tracks[tile.Columns[e]], tile.Values[e]);
        }
    }
}
