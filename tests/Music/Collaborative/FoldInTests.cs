using Mixtape.Music.Collaborative;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Tests.Collaborative;

public sealed class FoldInTests
{
    private static readonly PlayMatrix _plays = PlayMatrix.Random(30, 25, 9);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Vector_IsTheRowThatTrainingSolves(bool biases)
    {
        var options = new AlternatingLeastSquaresOptions { Factors = 8, Biases = biases };
        var (_, tracks) = await _plays.TrainAsync(options, 3);
        var (listeners, _) = await _plays.SolveAsync(options, Side.Listeners, tracks);
        var folding = new FoldedListeners(options, tracks);

        for (var u = 0; u < _plays.Listeners; u++)
            Assert.Equal(listeners[u].ToArray(), folding.Fold(_plays.Row(Side.Listeners, u)).Vector);
    }

    [Fact]
    public async Task Explain_WithoutBiases_SharesSumToTheScore()
    {
        var options = new AlternatingLeastSquaresOptions { Factors = 8 };
        var (_, tracks) = await _plays.TrainAsync(options, 3);
        var folding = new FoldedListeners(options, tracks);

        for (var u = 1; u < _plays.Listeners; u++)
        {
            var fold = folding.Fold(_plays.Row(Side.Listeners, u));
            for (var i = 0; i < _plays.Tracks; i++)
            {
                var shares = fold.Explain(tracks[i]);
                Assert.Equal(Dot.Product(fold.Vector, tracks[i]), shares.Sum(), 1e-4f * (1 + shares.Sum(Math.Abs)));
            }
        }
    }

    [Fact]
    public async Task Explain_ListenerOfTwoTastes_NamesTheTracksOfTheSameTaste()
    {
        // Tracks 0 to 9 belong to one taste and 10 to 19 to another; the folded listener has some of both.
        var plays = new PlayMatrix(40, 20);
        for (var u = 0; u < 40; u++)
            for (var i = 0; i < 10; i++)
                if (StableHash.Fraction(StableHash.Of($"{u} {i}")) < 0.7) plays[u, i + u % 2 * 10] = 1;
        var options = new AlternatingLeastSquaresOptions { Factors = 2 };
        var (_, tracks) = await plays.TrainAsync(options, 8);
        (int Track, float Plays)[] heard = [(0, 1), (11, 1), (1, 3), (12, 2), (2, 0)];

        var shares = new FoldedListeners(options, tracks).Fold(heard).Explain(tracks[5]);

        Assert.True(Math.Min(shares[0], shares[2]) > Math.Max(shares[1], shares[3]), string.Join(", ", shares));
        Assert.True(shares[2] > shares[0], "The track played more often weighs more.");
        Assert.Equal(0, shares[4]);
    }

    [Fact]
    public async Task Vector_OfATrack_IsTheRowThatTrainingSolves()
    {
        var options = new AlternatingLeastSquaresOptions { Factors = 8, Biases = true };
        var (listeners, _) = await _plays.TrainAsync(options, 3);
        var (tracks, _) = await _plays.SolveAsync(options, Side.Tracks, listeners);
        var gramian = new Gramian(options.Width);
        gramian.Add(listeners);
        var axes = new PrincipalAxes(options, Side.Tracks, gramian, listeners.Rows);

        for (var i = 0; i < _plays.Tracks; i++)
        {
            var row = _plays.Row(Side.Tracks, i).ToArray();
            var played = new FactorMatrix(row.Length, options.Width);
            for (var k = 0; k < row.Length; k++) listeners[row[k].Other].CopyTo(played[k]);
            Assert.Equal(tracks[i].ToArray(), new FoldIn(axes, new WeightedFactors(played, []), [.. row.Select(pair => pair.Plays)]).Vector);
        }
    }

    [Fact]
    public void Vector_NobodyPlayedAnything_IsZero()
    {
        var fold = new FoldIn(Axes(3), new WeightedFactors(new FactorMatrix(0, 3), []), []);
        Assert.Equal([0, 0, 0], fold.Vector);
        Assert.Empty(fold.Explain([1, 2, 3]));
    }

    [Fact]
    public void Constructor_WhatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => new FoldIn(Axes(3), new WeightedFactors(new FactorMatrix(2, 3), []), [1]));
        Assert.Throws<ArgumentException>(() => new FoldIn(Axes(3), new WeightedFactors(new FactorMatrix(1, 2), []), [1]));
        var options = new AlternatingLeastSquaresOptions { Factors = 3 };
        Assert.Throws<ArgumentException>(() => new PrincipalAxes(options, Side.Listeners, new Gramian(4), 10));
    }

    private static PrincipalAxes Axes(int factors) =>
        new(new AlternatingLeastSquaresOptions { Factors = factors }, Side.Listeners, new Gramian(factors), 10);
}
