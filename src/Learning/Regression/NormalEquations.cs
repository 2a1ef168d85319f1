using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Regression;

/// <summary>
/// What least squares needs to know of any number of rows: their weighted means and second moments, in memory that does not grow with the
/// rows. Sums are kept in double precision and taken in the order of the rows, so the same blocks give the same bytes. Rows count from
/// where the first one lies: what all have in common does not drown in rounding what they differ by. Not safe for concurrent use.
/// </summary>
public sealed class NormalEquations
{
    // Rows per float sum before it goes into the double one: few enough to keep the rounding small.
    private const int ChunkRows = 256;

    private readonly int _width; // of a row's inputs, then outputs, then a one
    private readonly float[] _origin; // the first row's inputs, then outputs
    private readonly double[] _moments; // the upper triangle of the sum of weight times outer product, from the origin

    /// <summary>Of no rows yet.</summary>
    /// <param name="inputs">Entries of a given vector.</param>
    /// <param name="outputs">Entries of a target.</param>
    public NormalEquations(int inputs, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Inputs, Outputs, _width) = (inputs, outputs, inputs + outputs + 1);
        _origin = new float[_width - 1];
        _moments = new double[_width * _width];
    }

    /// <summary>Entries of a given vector.</summary>
    public int Inputs { get; }

    /// <summary>Entries of a target.</summary>
    public int Outputs { get; }

    /// <summary>Rows added, those of weight 0 too.</summary>
    public long Rows { get; private set; }

    /// <summary>The sum of their weights.</summary>
    public double Weight => Moment(_width - 1, _width - 1);

    /// <summary>Adds rows.</summary>
    /// <exception cref="ArgumentException">They have other widths.</exception>
    public void Add(RegressionRows rows)
    {
        if (rows.Inputs.Width != Inputs || rows.Targets.Width != Outputs)
        {
            throw new ArgumentException(
                $"The rows map {rows.Inputs.Width} numbers to {rows.Targets.Width}, the equations {Inputs} to {Outputs}.");
        }

        if (Rows == 0 && rows.Count > 0)
        {
            rows.Inputs[0].CopyTo(_origin);
            rows.Targets[0].CopyTo(_origin.AsSpan(Inputs));
        }

        var joined = new FactorMatrix(ChunkRows, _width);
        var sum = new float[CholeskySolver.Room(_width)];
        for (var start = 0; start < rows.Count; start += ChunkRows)
        {
            var count = Math.Min(ChunkRows, rows.Count - start);
            for (var i = 0; i < count; i++) Join(rows, start + i, joined[i]);
            Array.Clear(sum);
            SymmetricProduct.Add(sum, joined.Stride, joined.Data, joined.Stride, count, _width);
            for (var i = 0; i < _width; i++)
                for (var j = i; j < _width; j++) _moments[i * _width + j] += sum[i * joined.Stride + j];
        }

        Rows += rows.Count;
    }

    /// <summary>The weighted mean of an input.</summary>
    internal double InputMean(int input) => _origin[input] + Shift(input);

    /// <summary>The weighted mean of an output.</summary>
    internal double OutputMean(int output) => _origin[Inputs + output] + Shift(Inputs + output);

    /// <summary>The weighted covariance of two inputs.</summary>
    internal double Covariance(int input, int other) => Central(input, other);

    /// <summary>The weighted covariance of an input and an output.</summary>
    internal double CrossCovariance(int input, int output) => Central(input, Inputs + output);

    /// <summary>The weighted variance of an output.</summary>
    internal double OutputVariance(int output) => Math.Max(0, Central(Inputs + output, Inputs + output));

    /// <summary>The weighted mean square of an input.</summary>
    internal double InputSquare(int input) => Central(input, input) + InputMean(input) * InputMean(input);

    private void Join(RegressionRows rows, int row, Span<float> target)
    {
        rows.Inputs[row].CopyTo(target);
        rows.Targets[row].CopyTo(target[Inputs..]);
        for (var i = 0; i < _origin.Length; i++) target[i] -= _origin[i];
        target[^1] = 1;
        if (rows.Weights.Length == 0) return;
        var root = MathF.Sqrt(rows.Weights[row]);
        foreach (ref var value in target) value *= root;
    }

    /// <summary>How far the weighted mean of an entry of the joined rows lies from the origin.</summary>
    private double Shift(int i) => Moment(i, _width - 1) / Weight;

    /// <summary>The weighted covariance of two entries of the joined rows.</summary>
    private double Central(int i, int j) => Moment(i, j) / Weight - Shift(i) * Shift(j);

    private double Moment(int i, int j) => i <= j ? _moments[i * _width + j] : _moments[j * _width + i];
}
