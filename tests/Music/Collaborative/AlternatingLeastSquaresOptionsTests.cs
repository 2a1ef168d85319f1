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
    public void Penalty_ByExponent_ScalesWithRowsAndObservations()
    {
        var options = new AlternatingLeastSquaresOptions { Regularization = 0.5f, Confidence = new ConfidenceOptions { Alpha = 2 } };
        Assert.Equal(0.5f * (100 + 2 * 7), options.Penalty(100, 7), 1e-4f);
        Assert.Equal(0.5f, (options with { RegularizationExponent = 0 }).Penalty(100, 7));
    }
}
