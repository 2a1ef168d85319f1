using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Solves a row exactly, by Cholesky. A row with fewer plays than unknowns is solved in its dual (Woodbury's identity): with
/// S = I + Z P^-1 Z^T, which is as small as the plays are few, <c>x = P^-1 (Z^T S^-1 (v + Z P^-1 offset) - offset)</c>.
/// Not safe for concurrent use.
/// </summary>
internal sealed class ExactRowSolver : IRowSolver
{
    // Measured: from four fifths of the unknowns on, the dual's extra steps cost more than its smaller matrix saves.
    private const double DualShare = 0.8;

    // Rows that are gathered at a time: 32 KB of 64 factors, which a first-level cache holds.
    private const int ChunkRows = 128;

    private readonly int _unknowns;
    private readonly int _stride;
    private readonly float[] _matrix;
    private readonly float[] _rightSide;
    private readonly float[] _diagonal;
    private readonly float[] _roots;
    private readonly float[] _dual;
    private readonly float[] _turned;
    private readonly float[] _weights;

    /// <summary>A solver for rows with these axes.</summary>
    public ExactRowSolver(PrincipalAxes axes)
    {
        _unknowns = axes.Unknowns;
        _stride = FactorMatrix.PaddedWidth(_unknowns);
        _matrix = new float[CholeskySolver.Room(_unknowns)];
        (_rightSide, _diagonal, _roots) = (new float[_stride], new float[_stride], new float[_stride]);
        var dual = FactorMatrix.PaddedWidth((int)(DualShare * _unknowns) + 1);
        _dual = new float[dual * dual];
        _turned = new float[_stride * dual];
        _weights = new float[dual];
    }

    /// <inheritdoc/>
    public double Solve(RowEquations row, Span<float> solution)
    {
        row.Prior(row.Excess, _diagonal);
        if (row.Observations < DualShare * _unknowns) return SolveDual(row, solution);
        Array.Clear(_matrix);
        Array.Clear(_rightSide);
        Accumulate(row, _matrix, _rightSide);
        return SolveAccumulated(row, _matrix, _rightSide, row.Excess, row.Constant, solution);
    }

    /// <summary>Adds a row's pairs to its normal matrix [<see cref="CholeskySolver.Room"/>] and right side [stride].</summary>
    public static void Accumulate(RowEquations row, Span<float> matrix, Span<float> rightSide)
    {
        for (var first = 0; first < row.Observations; first += ChunkRows)
        {
            var count = Math.Min(ChunkRows, row.Observations - first);
            var z = row.Gather(first, count);
            SymmetricProduct.Add(matrix, row.Stride, z, row.Stride, count, row.Axes.Unknowns);
            MatrixVector.AddTransposed(z, row.Targets.Slice(first, count), rightSide);
        }
    }

    /// <summary>Solves what <see cref="Accumulate"/> has summed up; the matrix is overwritten.</summary>
    /// <returns>The objective at the solution.</returns>
    public double SolveAccumulated(
        RowEquations row, Span<float> matrix, Span<float> rightSide, double excess, double constant, Span<float> solution)
    {
        row.Prior(excess, _diagonal);
        for (var i = 0; i < _unknowns; i++) matrix[i * _stride + i] += _diagonal[i];
        ScaledAddition.Add(-1, row.Offset, rightSide);
        if (!CholeskySolver.TryFactor(matrix, _unknowns, _stride)) throw NotDefinite(row.Axes.Options);
        var x = solution[.._unknowns];
        rightSide[.._unknowns].CopyTo(x);
        CholeskySolver.Solve(matrix, _stride, x);
        return constant - Dot.Product(x, rightSide[.._unknowns]); // at the minimum, the objective is its constant less b.x
    }

    private double SolveDual(RowEquations row, Span<float> solution)
    {
        var n = row.Observations;
        var width = FactorMatrix.PaddedWidth(n);
        for (var i = 0; i < _stride; i++) _roots[i] = 1 / MathF.Sqrt(_diagonal[i]);
        var z = row.Gather(0, n);
        ScaledTranspose.Copy(z, width, _roots, _turned);
        var dual = _dual.AsSpan(0, width * width);
        dual.Clear();
        SymmetricProduct.Add(dual, width, _turned, width, _unknowns, n);
        for (var i = 0; i < n; i++) dual[i * width + i] += 1;

        var u = _weights.AsSpan(0, n);
        var offset = row.Offset;
        if (row.Axes.Options.Biases)
        {
            for (var i = 0; i < _stride; i++) _rightSide[i] = offset[i] / _diagonal[i];
            MatrixVector.Multiply(z, _rightSide, u);
            ScaledAddition.Add(1, row.Targets, u);
        }
        else
        {
            row.Targets.CopyTo(u);
        }

        if (!CholeskySolver.TryFactor(dual, n, width)) throw NotDefinite(row.Axes.Options);
        CholeskySolver.Solve(dual, width, u);
        Array.Clear(_rightSide);
        MatrixVector.AddTransposed(z, u, _rightSide);
        for (var i = 0; i < _unknowns; i++) solution[i] = (_rightSide[i] - offset[i]) / _diagonal[i];

        Array.Clear(_rightSide);
        MatrixVector.AddTransposed(z, row.Targets, _rightSide);
        ScaledAddition.Add(-1, offset, _rightSide);
        return row.Constant - Dot.Product(solution[.._unknowns], _rightSide.AsSpan(0, _unknowns));
    }

    /// <summary>What to do about rows that cannot be solved.</summary>
    public static ArithmeticException NotDefinite(AlternatingLeastSquaresOptions options) =>
        new($"A normal matrix is not positive definite at regularization {options.Regularization}: raise it.");
}
