using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

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
        var noise = Math.Sqrt(0.02 * 0.98) * (1 + 4) / (1 + 0.02 * 4) * (Math.Sqrt(100) + Math.Sqrt(5000));
        Assert.Equal(0.3 * noise, Math.Sqrt(listener * track), 0.01);
    }

    [Theory]
    [InlineData(0.02, 5)]
    [InlineData(0.05, 20)]
    [InlineData(0.05, 60)]
    [InlineData(0.3, 20)]
    public void WithRelativeRegularization_OfOne_ThresholdsAtWhatChanceAloneDoes(double density, double excess)
    {
        const int Listeners = 300, Tracks = 200;
        var random = new SeededRandom(1);
        var played = new bool[Listeners, Tracks];
        var pairs = 0;
        for (var u = 0; u < Listeners; u++)
            for (var i = 0; i < Tracks; i++) pairs += (played[u, i] = random.NextDouble() < density) ? 1 : 0;
        // What the best constant leaves over, each pair times its confidence.
        var constant = pairs * (1 + excess) / (Listeners * Tracks + pairs * excess);
        var residuals = new double[Listeners, Tracks];
        for (var u = 0; u < Listeners; u++)
            for (var i = 0; i < Tracks; i++) residuals[u, i] = played[u, i] ? (1 + excess) * (1 - constant) : -constant;

        var settled = new AlternatingLeastSquaresOptions().WithRelativeRegularization(
            1, new MatrixTotals(Listeners, Tracks, pairs, pairs * excess));

        var threshold = Math.Sqrt(
            settled.Penalty(Tracks + pairs * excess / Listeners) * (double)settled.Penalty(Listeners + pairs * excess / Tracks));
        Assert.Equal(1, LargestSingularValue(residuals) / threshold, 0.1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5000)]
    [InlineData(20, 30)]
    public void WithRelativeRegularization_EverythingPlayed_StillPenalizes(int listeners, int tracks)
    {
        var totals = new MatrixTotals(listeners, tracks, listeners * tracks, 22.0 * listeners * tracks);

        Assert.InRange(new AlternatingLeastSquaresOptions().WithRelativeRegularization(0.5, totals).Regularization, 1e-6f, 0.5f);
    }

    [Fact]
    public void WithRelativeRegularization_NothingPlayed_StaysAsItIs()
    {
        var options = new AlternatingLeastSquaresOptions();

        Assert.Same(options, options.WithRelativeRegularization(0.3, new MatrixTotals(3, 4, 0, 0)));
    }

    /// <summary>By power iteration.</summary>
    private static double LargestSingularValue(double[,] matrix)
    {
        var (rows, columns) = (matrix.GetLength(0), matrix.GetLength(1));
        var vector = Enumerable.Range(0, columns).Select(i => Math.Cos(i)).ToArray();
        double length = 0;
        for (var step = 0; step < 300; step++)
        {
            var image = new double[rows];
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++) image[r] += matrix[r, c] * vector[c];
            Array.Clear(vector);
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++) vector[c] += matrix[r, c] * image[r];
            length = Math.Sqrt(vector.Sum(x => x * x));
            for (var c = 0; c < columns; c++) vector[c] /= length;
        }

        return Math.Sqrt(length);
    }
}
