using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Collaborative;

public sealed class AlternatingLeastSquaresOptionsTests
{
    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlternatingLeastSquaresOptions { Factors = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlternatingLeastSquaresOptions { Factors = 513 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlternatingLeastSquaresOptions { Regularization = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlternatingLeastSquaresOptions { Regularization = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlternatingLeastSquaresOptions { RegularizationExponent = -0.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlternatingLeastSquaresOptions { RegularizationExponent = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlternatingLeastSquaresOptions { InitialDeviation = 0 });
    }

    [Fact]
    public void Penalty_ByExponent_ScalesWithTheMass()
    {
        var options = new AlternatingLeastSquaresOptions { Regularization = 0.5f };
        Assert.Equal(0.5f * 114, options.Penalty(114), 1e-4f);
        Assert.Equal(0.5f, (options with { RegularizationExponent = 0 }).Penalty(114));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void WithRelativeRegularization_AnyMatrix_PenalizesTheAverageRowsAsTold(float exponent)
    {
        var options = new AlternatingLeastSquaresOptions { RegularizationExponent = exponent };
        var totals = new MatrixTotals(Listeners: 100, Tracks: 5000, Observations: 10_000, Excess: 40_000);

        var settled = options.WithRelativeRegularization(0.3, totals);

        var listener = settled.Penalty(totals.Tracks + 400); // an average listener has 100 observations and 400 of excess
        var track = settled.Penalty(totals.Listeners + 8); // an average track has 2, and 8
        Assert.Equal(0.3 * Math.Sqrt(400 * 8), Math.Sqrt(listener * track), 0.01);
    }

    [Fact]
    public void WithRelativeRegularization_NothingPlayed_StaysAsItIs()
    {
        var options = new AlternatingLeastSquaresOptions();

        Assert.Same(options, options.WithRelativeRegularization(0.3, new MatrixTotals(3, 4, 0, 0)));
    }
}
