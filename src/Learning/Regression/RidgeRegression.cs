using Mixtape.Numerics;

namespace Mixtape.Learning.Regression;

/// <summary>
/// Least squares with a penalty, in closed form (Hoerl and Kennard 1970): with z the inputs scaled to mean 0 and deviation 1, the map
/// y = B z + c that makes the weighted mean of |y - B z - c|^2 plus penalty times |B|^2 least. The penalty is thus in units of what one
/// input's own variance weighs, whatever the inputs' units; c is not penalized, and constant inputs do nothing.
/// </summary>
public static class RidgeRegression
{
    /// <summary>Penalties to choose from where nothing is known: from next to none to one that leaves little.</summary>
    public static IReadOnlyList<double> Penalties { get; } = [1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10];

    // An input whose deviation is below this share of its size is what rounding makes of a constant.
    private const double LeastShare = 1e-4;

    // Single precision solves; each of these steps takes most of what it left.
    private const int Refinements = 4;

    /// <summary>Fits the map.</summary>
    /// <param name="equations">The rows.</param>
    /// <param name="penalty">Above 0.</param>
    /// <exception cref="ArgumentException">The rows weigh nothing, or the penalty is not above 0.</exception>
    /// <exception cref="ArithmeticException">The inputs depend on each other more than single precision can tell apart.</exception>
    public static VectorRegression Fit(NormalEquations equations, double penalty)
    {
        if (!(penalty > 0) || double.IsInfinity(penalty))
            throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "a penalty must be a number above 0.");
        if (!(equations.Weight > 0)) throw new ArgumentException("There are no rows, or they weigh nothing: there is nothing to fit.");
        var (n, m) = (equations.Inputs, equations.Outputs);
        var factors = Factors(equations);
        var (matrix, right) = (new double[n * n], new double[n * m]);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) matrix[i * n + j] = equations.Covariance(i, j) * factors[i] * factors[j];
            matrix[i * n + i] = (factors[i] > 0 ? 1 : 0) + penalty;
            for (var k = 0; k < m; k++) right[i * m + k] = equations.CrossCovariance(i, k) * factors[i];
        }

        var spread = 0.0;
        for (var k = 0; k < m; k++) spread += equations.OutputVariance(k);
        var scaling = new RegressionScaling(
            [.. Enumerable.Range(0, n).Select(i => (float)equations.InputMean(i))],
            Array.ConvertAll(factors, factor => (float)factor),
            spread > 0 ? (float)Math.Sqrt(spread / m) : 1);
        var network = new RegressionNetwork(n, [], m, seed: 0);
        var solution = Solve(matrix, right, n, m);
        network.StartFrom(
            Array.ConvertAll(solution, entry => (float)(entry / scaling.Spread)),
            [.. Enumerable.Range(0, m).Select(k => (float)(equations.OutputMean(k) / scaling.Spread))]);
        return new VectorRegression(scaling, network);
    }

    /// <summary>Fits with each of some penalties, and chooses the one that suits other rows best; of equals the largest.</summary>
    /// <param name="equations">The rows to fit.</param>
    /// <param name="heldOut">The rows to choose by; none of those fitted.</param>
    /// <param name="penalties">Which.</param>
    public static (double Penalty, VectorRegression Map, RegressionQuality Quality) Choose(
        NormalEquations equations, RegressionRows heldOut, IReadOnlyList<double> penalties)
    {
        (double Penalty, VectorRegression Map, RegressionQuality Quality)? best = null;
        foreach (var penalty in penalties.OrderDescending())
        {
            var map = Fit(equations, penalty);
            var quality = RegressionQuality.Of(map, heldOut, equations);
            if (best is null || quality.IsBetterThan(best.Value.Quality)) best = (penalty, map, quality);
        }

        return best ?? throw new ArgumentException("There is no penalty to choose from.", nameof(penalties));
    }

    /// <summary>1 / deviation of each input; 0 for one that is constant.</summary>
    private static double[] Factors(NormalEquations equations)
    {
        var factors = new double[equations.Inputs];
        for (var i = 0; i < factors.Length; i++)
        {
            var variance = equations.Covariance(i, i);
            factors[i] = variance > LeastShare * LeastShare * equations.InputSquare(i) ? 1 / Math.Sqrt(variance) : 0;
        }

        return factors;
    }

    /// <summary>X of A X = B, in double precision but for the factorization, whose errors are taken off again.</summary>
    private static double[] Solve(double[] matrix, double[] right, int n, int m)
    {
        var stride = FactorMatrix.PaddedWidth(n);
        var factored = new float[CholeskySolver.Room(n)];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) factored[i * stride + j] = (float)matrix[i * n + j];
        if (!CholeskySolver.TryFactor(factored, n, stride))
            throw new ArithmeticException("The inputs depend on each other too much for so small a penalty: take a larger one.");
        var (solution, column, residual) = (new double[n * m], new float[n], new double[n]);
        for (var k = 0; k < m; k++)
        {
            for (var step = 0; step < Refinements; step++)
            {
                for (var i = 0; i < n; i++)
                {
                    residual[i] = right[i * m + k];
                    for (var j = 0; j < n; j++) residual[i] -= matrix[i * n + j] * solution[j * m + k];
                }

                for (var i = 0; i < n; i++) column[i] = (float)residual[i];
                CholeskySolver.Solve(factored, stride, column);
                for (var i = 0; i < n; i++) solution[i * m + k] += column[i];
            }
        }

        return solution;
    }
}
