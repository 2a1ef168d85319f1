using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Regression;

/// <summary>How well a map does on rows that it was not fitted to, each row counting for its weight.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="VarianceExplained">
/// 1 less the squared error as a share of what always answering the fitted rows' mean would leave: 0 is no better than that, 1 is perfect.
/// </param>
/// <param name="StandardError">Of that share: how far other rows would lead from it by chance; infinite for a single row.</param>
/// <param name="MeanCosine">The mean cosine of answers and targets; where either is zeros, 0.</param>
/// <param name="MeanVectorCosine">What always answering the mean would have in its place.</param>
public sealed record RegressionQuality(
    int Rows, double VarianceExplained, double StandardError, double MeanCosine, double MeanVectorCosine)
{
    /// <summary>Whether it explains more.</summary>
    public bool IsBetterThan(RegressionQuality other) => VarianceExplained > other.VarianceExplained;

    /// <summary>Judges a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="heldOut">The rows to judge by.</param>
    /// <param name="fitted">The rows that it was fitted to.</param>
    /// <exception cref="ArgumentException">The rows to judge by weigh nothing, or have other widths.</exception>
    public static RegressionQuality Of(VectorRegression map, RegressionRows heldOut, NormalEquations fitted)
    {
        if (heldOut.Targets.Width != map.Outputs)
            throw new ArgumentException($"The targets have {heldOut.Targets.Width} entries, the regression gives {map.Outputs}.");
        var answers = map.Predict(heldOut.Inputs);
        var mean = new float[map.Outputs];
        for (var k = 0; k < mean.Length; k++) mean[k] = (float)fitted.OutputMean(k);
        var gains = new double[heldOut.Count];
        double error = 0, variance = 0, cosine = 0, meanCosine = 0, weights = 0;
        for (var row = 0; row < heldOut.Count; row++)
        {
            double weight = heldOut.Weight(row);
            var target = heldOut.Targets[row];
            var (missed, varied) = (weight * EuclideanDistance.Squared(target, answers[row]), weight * EuclideanDistance.Squared(target, mean));
            (error, variance, gains[row]) = (error + missed, variance + varied, varied - missed);
            cosine += weight * Cosine(target, answers[row]);
            meanCosine += weight * Cosine(target, mean);
            weights += weight;
        }

        if (!(weights > 0)) throw new ArgumentException("There are no rows to judge by, or they weigh nothing.", nameof(heldOut));
        // Targets that do not differ are explained by their mean; a map that does no worse explains them just as well.
        var explained = variance > 0 ? 1 - error / variance : error > 0 ? -1 : 0;
        return new RegressionQuality(
            heldOut.Count, explained, variance > 0 ? Deviation(gains) / variance : 0, cosine / weights, meanCosine / weights);
    }

    /// <summary>The standard error of the sum of independent numbers.</summary>
    private static double Deviation(double[] numbers)
    {
        if (numbers.Length < 2) return double.PositiveInfinity;
        var mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) * numbers.Length / (numbers.Length - 1));
    }

    private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var lengths = Math.Sqrt((double)Dot.Product(x, x) * Dot.Product(y, y));
        return lengths > 0 ? Dot.Product(x, y) / lengths : 0;
    }
}
