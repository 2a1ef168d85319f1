using System.Buffers;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Coordinates in which what the never-played pairs say is diagonal. For one row, the objective over all pairs is a quadratic with the
/// other side's Gramian G plus the penalty on its diagonal; in the basis of G's eigenvectors both are diagonal at once, whatever the
/// row's penalty. So a row with few plays can be solved in their small dual, no row has G added to it, and conjugate gradients
/// multiply by a vector where they would by a matrix. Biases fit in by centering: with the other side's mean taken off its factors, the
/// bias no longer mixes with the rest. Immutable, safe for concurrent use.
/// </summary>
public sealed class PrincipalAxes
{
    private const int RowsPerTask = 256;

    private readonly FactorMatrix _toAxes; // of the other side's rows [width x unknowns]
    private readonly FactorMatrix _toFactors; // of the solved side's rows [unknowns x width]
    private readonly FactorMatrix _fromFactors; // of the solved side's rows [width x unknowns]
    private readonly int _unit; // the coordinate that is 1 in the solved side's rows, and their own bias in the other's
    private readonly int _bias; // the other way round

    /// <summary>Finds the axes.</summary>
    /// <param name="options">The model.</param>
    /// <param name="side">The side that is to be solved.</param>
    /// <param name="gramian">The other side's Gramian, over all of its blocks, its rows weighted.</param>
    /// <param name="otherRows">The other side's number of rows, or the sum of their weights.</param>
    /// <exception cref="ArgumentException">The Gramian is not as wide as the model.</exception>
    /// <exception cref="ArithmeticException">The Gramian holds a number that is not finite.</exception>
    public PrincipalAxes(AlternatingLeastSquaresOptions options, Side side, Gramian gramian, long otherRows)
    {
        if (gramian.Width != options.Width)
            throw new ArgumentException($"The Gramian is {gramian.Width} wide, the model {options.Width}.");
        (Options, OtherRows) = (options, otherRows);
        (_bias, _unit) = side == Side.Listeners ? (options.Width - 2, options.Width - 1) : (options.Width - 1, options.Width - 2);
        _toAxes = new FactorMatrix(options.Width, Unknowns);
        _toFactors = new FactorMatrix(Unknowns, options.Width);
        _fromFactors = new FactorMatrix(options.Width, Unknowns);
        Spectrum = new float[FactorMatrix.PaddedWidth(Unknowns)];
        Offset = new float[Spectrum.Length];

        var d = options.Factors;
        var (covariance, mean) = Center(gramian);
        var values = new double[d];
        SymmetricEigen.Decompose(covariance, values);
        for (var i = 0; i < d; i++) Spectrum[i] = (float)Math.Max(values[i], 0);
        if (options.Biases) Spectrum[d] = (float)gramian[_bias, _bias];
        FillTransformations(covariance, mean);
        if (options.Biases) FillOffset(gramian);
    }

    /// <summary>The model.</summary>
    public AlternatingLeastSquaresOptions Options { get; }

    /// <summary>The other side's number of rows.</summary>
    public long OtherRows { get; }

    /// <summary>Coordinates to solve for.</summary>
    public int Unknowns => Options.Unknowns;

    /// <summary>The diagonal of the Gramian in these axes [unknowns, padded with zeros].</summary>
    internal float[] Spectrum { get; }

    /// <summary>The sum over the other side's rows of weight, offset (their own bias) and projection; zeros without biases.</summary>
    internal float[] Offset { get; }

    /// <summary>The weighted sum of the squared offsets.</summary>
    internal double OffsetSquares { get; private set; }

    /// <summary>A block of the other side in these axes.</summary>
    /// <param name="block">The block.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="memory">A matrix [rows x unknowns] that takes the rows, whatever it held; null takes new memory.</param>
    /// <exception cref="ArgumentException">The factors are not as wide as the model, or not as many as the memory takes.</exception>
    public ProjectedFactors Project(WeightedFactors block, int threads, FactorMatrix? memory = null)
    {
        var factors = block.Factors;
        var projected = memory ?? new FactorMatrix(factors.Rows, Unknowns);
        if (projected.Rows != factors.Rows || projected.Width != Unknowns)
            throw new ArgumentException($"{projected.Rows} x {projected.Width} entries of memory do not suit {factors.Rows} x {Unknowns}.");
        if (factors.Width != Options.Width)
            throw new ArgumentException($"The factors are {factors.Width} wide, the model {Options.Width}.");
        Multiply(factors, _toAxes, projected, threads);
        if (!Options.Biases) return new ProjectedFactors(projected, block.Weights, []);
        var offsets = new float[factors.Rows];
        for (var row = 0; row < offsets.Length; row++) offsets[row] = factors[row][_unit];
        return new ProjectedFactors(projected, block.Weights, offsets);
    }

    /// <summary>What was solved in these axes, as factors; without biases they take its place.</summary>
    internal FactorMatrix ToFactors(FactorMatrix solved, int threads)
    {
        var factors = Options.Biases ? new FactorMatrix(solved.Rows, Options.Width) : solved;
        Multiply(solved, _toFactors, factors, threads);
        if (Options.Biases)
            for (var row = 0; row < factors.Rows; row++) factors[row][_unit] = 1;
        return factors;
    }

    /// <summary>
    /// Factors of the side that is to be solved, in these axes: where a solver that improves on the last solution starts. Without biases they take
    /// the factors' place.
    /// </summary>
    internal FactorMatrix FromFactors(FactorMatrix factors, int threads)
    {
        if (factors.Width != Options.Width)
            throw new ArgumentException($"The factors are {factors.Width} wide, the model {Options.Width}.");
        var start = Options.Biases ? new FactorMatrix(factors.Rows, Unknowns) : factors;
        Multiply(factors, _fromFactors, start, threads);
        return start;
    }

    /// <summary>product = rows x by; the product may be the rows.</summary>
    private static void Multiply(FactorMatrix rows, FactorMatrix by, FactorMatrix product, int threads)
    {
        var tasks = (rows.Rows + RowsPerTask - 1) / RowsPerTask;
        Parallel.For(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = threads }, task =>
        {
            var first = task * RowsPerTask;
            var count = Math.Min(RowsPerTask, rows.Rows - first);
            var source = ArrayPool<float>.Shared.Rent(count * rows.Stride);
            rows.Data.Slice(first * rows.Stride, count * rows.Stride).CopyTo(source);
            var target = product.Data.Slice(first * product.Stride, count * product.Stride);
            target.Clear();
            MatrixProduct.Add(target, product.Stride, source, rows.Stride, by.Data, by.Stride, count, rows.Width, by.Width);
            ArrayPool<float>.Shared.Return(source);
        });
    }

    /// <summary>The Gramian of the factors less their mean [d x d], and the mean; zero without biases, where nothing is taken off.</summary>
    private (double[] Covariance, double[] Mean) Center(Gramian gramian)
    {
        var d = Options.Factors;
        var (covariance, mean) = (new double[d * d], new double[d]);
        var weight = Options.Biases ? gramian[_bias, _bias] : 0;
        if (weight > 0)
            for (var i = 0; i < d; i++) mean[i] = gramian[_bias, i] / weight;
        for (var i = 0; i < d; i++)
            for (var j = 0; j < d; j++) covariance[i * d + j] = gramian[i, j] - weight * mean[i] * mean[j];
        return (covariance, mean);
    }

    /// <summary>
    /// With Q the eigenvectors and m the mean, a row (x, b) is (Q^T x, b + m.x) in the axes, and what it is multiplied by, (y, 1), is
    /// (Q^T (y - m), 1).
    /// </summary>
    private void FillTransformations(double[] eigenvectors, double[] mean)
    {
        var d = Options.Factors;
        for (var j = 0; j < d; j++)
        {
            double shift = 0;
            for (var i = 0; i < d; i++)
            {
                var entry = eigenvectors[j * d + i];
                _toAxes[i][j] = _toFactors[j][i] = _fromFactors[i][j] = (float)entry;
                shift -= mean[i] * entry;
            }

            if (Options.Biases) _toAxes[_bias][j] = _toFactors[j][_bias] = (float)shift;
        }

        if (!Options.Biases) return;
        _toAxes[_bias][d] = _toFactors[d][_bias] = _fromFactors[_bias][d] = 1;
        for (var i = 0; i < d; i++) _fromFactors[i][d] = (float)mean[i];
    }

    private void FillOffset(Gramian gramian)
    {
        OffsetSquares = gramian[_unit, _unit];
        for (var j = 0; j < Unknowns; j++)
        {
            double sum = 0;
            for (var i = 0; i < Options.Width; i++) sum += _toAxes[i][j] * gramian[i, _unit];
            Offset[j] = (float)sum;
        }
    }
}

/// <summary>A block of the other side's factors in a side's principal axes. Immutable by convention.</summary>
/// <param name="Rows">The rows [rows x unknowns].</param>
/// <param name="Weights">What each row's silence weighs; empty where each weighs 1.</param>
/// <param name="Offsets">What each row adds to a score by itself, its own bias; empty without biases.</param>
public sealed record ProjectedFactors(FactorMatrix Rows, float[] Weights, float[] Offsets);
