using System.Numerics;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Improves a row's last solution block by block of its coordinates, each solved exactly with the others held (iALS++, Rendle, Krichene,
/// Zhang and Koren 2021). In principal axes the blocks do not meet in the prior, only in the rows played, whose scores are kept up to
/// date. Not safe for concurrent use.
/// </summary>
internal sealed class SubspaceRowSolver(PrincipalAxes axes, int block) : IRowSolver
{
    private const int ChunkRows = 128;

    private readonly int _stride = FactorMatrix.PaddedWidth(axes.Unknowns);
    private readonly int _width = FactorMatrix.PaddedWidth(block);
    private readonly float[] _prior = new float[FactorMatrix.PaddedWidth(axes.Unknowns)];
    private readonly float[] _solution = new float[FactorMatrix.PaddedWidth(axes.Unknowns)];
    private readonly float[] _matrix = new float[CholeskySolver.Room(block)];
    private readonly float[] _rightSide = new float[FactorMatrix.PaddedWidth(block)];
    private readonly float[] _columns = new float[ChunkRows * FactorMatrix.PaddedWidth(block)];
    private float[] _scores = new float[ChunkRows]; // Z x
    private float[] _errors = new float[ChunkRows]; // v - Z x

    /// <inheritdoc/>
    public double Solve(RowEquations row, Span<float> solution)
    {
        var n = row.Observations;
        row.Prior(row.Excess, _prior);
        solution.CopyTo(_solution);
        if (_scores.Length < n)
        {
            var length = (int)BitOperations.RoundUpToPowerOf2((uint)n);
            (_scores, _errors) = (new float[length], new float[length]);
        }

        for (var first = 0; first < n; first += ChunkRows)
        {
            var scores = _scores.AsSpan(first, Math.Min(ChunkRows, n - first));
            MatrixVector.Multiply(row.Gather(first, scores.Length), _solution, scores);
        }

        for (var start = 0; start < axes.Unknowns; start += block) SolveBlock(row, start, Math.Min(block, axes.Unknowns - start));

        _solution.AsSpan(0, solution.Length).CopyTo(solution);
        return Objective(row);
    }

    /// <summary>(P + Z^T Z) change = Z^T (v - Z x) - offset - P x, for the block's coordinates alone.</summary>
    private void SolveBlock(RowEquations row, int start, int count)
    {
        var n = row.Observations;
        Array.Clear(_matrix);
        for (var i = 0; i < count; i++) _rightSide[i] = -row.Offset[start + i] - _prior[start + i] * _solution[start + i];
        _rightSide.AsSpan(count).Clear();
        row.Targets.CopyTo(_errors);
        ScaledAddition.Add(-1, _scores.AsSpan(0, n), _errors.AsSpan(0, n));
        for (var first = 0; first < n; first += ChunkRows)
        {
            var rows = Math.Min(ChunkRows, n - first);
            var z = Columns(row, first, rows, start, count);
            SymmetricProduct.Add(_matrix, _width, z, _width, rows, count);
            MatrixVector.AddTransposed(z, _errors.AsSpan(first, rows), _rightSide);
        }

        for (var i = 0; i < count; i++) _matrix[i * _width + i] += _prior[start + i];
        if (!CholeskySolver.TryFactor(_matrix, count, _width)) throw ExactRowSolver.NotDefinite(axes.Options);
        CholeskySolver.Solve(_matrix, _width, _rightSide.AsSpan(0, count));
        ScaledAddition.Add(1, _rightSide.AsSpan(0, count), _solution.AsSpan(start, count));
        for (var first = 0; first < n; first += ChunkRows)
        {
            var rows = Math.Min(ChunkRows, n - first);
            var changes = _errors.AsSpan(first, rows);
            MatrixVector.Multiply(Columns(row, first, rows, start, count), _rightSide, changes);
            ScaledAddition.Add(1, changes, _scores.AsSpan(first, rows));
        }
    }

    /// <summary>The block's columns of some gathered rows, side by side.</summary>
    private ReadOnlySpan<float> Columns(RowEquations row, int first, int rows, int start, int count)
    {
        var z = row.Gather(first, rows);
        for (var k = 0; k < rows; k++)
        {
            var columns = _columns.AsSpan(k * _width, _width);
            z.Slice(k * _stride + start, count).CopyTo(columns);
            columns[count..].Clear();
        }

        return _columns.AsSpan(0, rows * _width);
    }

    /// <summary>The constant - 2 b.x + x.P x + (Z x)^2, with b = Z^T v - offset.</summary>
    private double Objective(RowEquations row)
    {
        var objective = row.Constant;
        for (var k = 0; k < row.Observations; k++) objective += _scores[k] * (_scores[k] - 2.0 * row.Targets[k]);
        for (var i = 0; i < axes.Unknowns; i++) objective += _solution[i] * (2.0 * row.Offset[i] + (double)_prior[i] * _solution[i]);
        return objective;
    }
}
