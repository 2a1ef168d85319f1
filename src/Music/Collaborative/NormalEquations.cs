using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// The normal equations of some rows of one side, given the other side's factors: for row u
/// <c>(F^T F + sum over i of (c_ui - 1) f_i f_i^T + penalty I) x = sum over i of c_ui p_ui f_i</c> (Hu, Koren and
/// Volinsky 2008, eq. 4), filled tile by tile so that the other side need never be in memory as a whole. Different rows
/// may be filled and solved concurrently; one row may not.
/// </summary>
public sealed class NormalEquations
{
    private readonly AlternatingLeastSquaresOptions _options;
    private readonly Side _side;
    private readonly float[] _gramian; // unpacked once, since every row begins with it
    private readonly long _otherRows;
    private readonly int _width;
    private readonly int _stride;
    private readonly float[] _matrices;
    private readonly float[] _rightSides;
    private readonly double[] _confidences;
    private readonly int[] _observations;

    /// <summary>Empty equations for <paramref name="rows"/> rows.</summary>
    /// <param name="options">The model.</param>
    /// <param name="side">The side that is solved for.</param>
    /// <param name="gramian">The other side's Gramian, over all of its blocks.</param>
    /// <param name="otherRows">The other side's number of rows.</param>
    /// <param name="rows">Rows to solve.</param>
    public NormalEquations(AlternatingLeastSquaresOptions options, Side side, Gramian gramian, long otherRows, int rows)
    {
        if (gramian.Width != options.Width)
            throw new ArgumentException($"The Gramian is {gramian.Width} wide, the model {options.Width}.");
        _options = options;
        _side = side;
        _otherRows = otherRows;
        _width = options.Width;
        _stride = FactorMatrix.PaddedWidth(_width);
        _gramian = new float[_width * _stride];
        gramian.AddTo(_gramian, _stride);
        _matrices = new float[checked(rows * _width * _stride)];
        _rightSides = new float[rows * _stride];
        _confidences = new double[rows];
        _observations = new int[rows];
    }

    /// <summary>Bytes that one row takes.</summary>
    public static long BytesPerRow(int width) => (width + 1L) * FactorMatrix.PaddedWidth(width) * sizeof(float) + 12;

    /// <summary>Forgets what was added, for the next rows.</summary>
    public void Clear()
    {
        Array.Clear(_matrices);
        Array.Clear(_rightSides);
        Array.Clear(_confidences);
        Array.Clear(_observations);
    }

    /// <summary>Adds some of a row's pairs.</summary>
    /// <param name="row">The row.</param>
    /// <param name="factors">The other side's block.</param>
    /// <param name="columns">The rows of that block which are paired with.</param>
    /// <param name="plays">Weighted plays r of each pair; those with 0 add nothing.</param>
    /// <param name="excess">c - 1 of each pair, as <see cref="ConfidenceOptions.Excess"/> gives it.</param>
    public void Add(
        int row, FactorMatrix factors, ReadOnlySpan<int> columns, ReadOnlySpan<float> plays, ReadOnlySpan<float> excess)
    {
        if (factors.Width != _width) throw new ArgumentException($"The factors are {factors.Width} wide, the model {_width}.");
        SymmetricUpdate.Add(_matrices.AsSpan(row * _width * _stride, _width * _stride), factors, columns, excess);
        var rightSide = _rightSides.AsSpan(row * _stride, _width);
        for (var i = 0; i < columns.Length; i++)
        {
            if (plays[i] <= 0) continue;
            var confidence = 1 + excess[i];
            ScaledAddition.Add(confidence, factors[columns[i]], rightSide);
            _confidences[row] += confidence;
            _observations[row]++;
        }
    }

    /// <summary>
    /// Solves a row's equations and writes its vector (length <see cref="AlternatingLeastSquaresOptions.Width"/>). Once
    /// per row: the solution takes the place of the equations.
    /// </summary>
    /// <returns>What the row then contributes to the objective.</returns>
    /// <exception cref="ArithmeticException">The matrix is not positive definite in single precision.</exception>
    public RowObjective Solve(int row, Span<float> vector)
    {
        var matrix = _matrices.AsSpan(row * _width * _stride, _width * _stride);
        var rightSide = _rightSides.AsSpan(row * _stride, _width);
        ScaledAddition.Add(1, _gramian, matrix);
        var penalty = _options.Penalty(_otherRows, _observations[row]);
        for (var i = 0; i < _options.Factors; i++) matrix[i * _stride + i] += penalty;

        var constant = _confidences[row];
        if (_options.Biases) constant += FixUnitCoordinate(matrix, rightSide);

        var unknowns = _options.Biases ? _width - 1 : _width;
        if (!CholeskySolver.TryFactor(matrix, unknowns, _stride))
        {
            throw new ArithmeticException(
                $"A normal matrix is not positive definite at regularization {_options.Regularization}: raise it.");
        }

        var solution = vector[..unknowns];
        rightSide[..unknowns].CopyTo(solution);
        CholeskySolver.Solve(matrix, _stride, solution);
        // At the minimum, (p - F x)^T C (p - F x) + penalty |x|^2 = p^T C p - b.x.
        var minimum = constant - Dot.Product(solution, rightSide[..unknowns]);
        var squaredLength = Dot.Product(vector[.._options.Factors], vector[.._options.Factors]);
        if (_options.Biases) PlaceUnitCoordinate(vector);
        return new RowObjective(minimum, (double)penalty * squaredLength);
    }

    /// <summary>
    /// The Cholesky factor that <see cref="Solve"/> left of a row's matrix, lower triangle [unknowns x stride].
    /// </summary>
    internal ReadOnlySpan<float> Factor(int row) => _matrices.AsSpan(row * _width * _stride, _width * _stride);

    /// <summary>
    /// Takes the coordinate that is 1 by definition (a listener's last, a track's last but one) out of the equations:
    /// its column moves to the right side, and the unknowns close up. Returns what it adds to the constant of the
    /// objective.
    /// </summary>
    private double FixUnitCoordinate(Span<float> matrix, Span<float> rightSide)
    {
        var last = _width - 1;
        var unit = _side == Side.Listeners ? last : last - 1;
        var other = _side == Side.Listeners ? last - 1 : last;
        var constant = matrix[unit * _stride + unit] - 2.0 * rightSide[unit];
        for (var i = 0; i < last - 1; i++) rightSide[i] -= matrix[unit * _stride + i];
        rightSide[last - 1] = rightSide[other] - matrix[last * _stride + last - 1];
        if (other == last)
        {
            matrix.Slice(last * _stride, last - 1).CopyTo(matrix[((last - 1) * _stride)..]);
            matrix[(last - 1) * _stride + last - 1] = matrix[last * _stride + last];
        }

        return constant;
    }

    private void PlaceUnitCoordinate(Span<float> vector)
    {
        if (_side == Side.Tracks) vector[^1] = vector[^2];
        vector[_side == Side.Tracks ? ^2 : ^1] = 1;
    }
}

/// <summary>A row's part of the objective.</summary>
/// <param name="Minimum">Its squared errors over all pairs, weighted, and its own penalty.</param>
/// <param name="Penalty">Its own penalty alone.</param>
public readonly record struct RowObjective(double Minimum, double Penalty);
