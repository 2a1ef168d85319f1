using System.Numerics;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Improves a row's last solution by a few steps of conjugate gradients (Takács, Pilászy and Tikk 2011): never a matrix, only products
/// with the rows played. Not safe for concurrent use.
/// </summary>
internal sealed class ConjugateGradientRowSolver(PrincipalAxes axes, int steps) : IRowSolver
{
    // Rows that stay gathered between steps; of a row with more plays, all are gathered again for each.
    private const int ChunkRows = 512;

    private readonly int _stride = FactorMatrix.PaddedWidth(axes.Unknowns);
    private readonly ConjugateGradient _gradients = new(FactorMatrix.PaddedWidth(axes.Unknowns));
    private readonly float[] _prior = new float[FactorMatrix.PaddedWidth(axes.Unknowns)];
    private readonly float[] _product = new float[FactorMatrix.PaddedWidth(axes.Unknowns)];
    private readonly float[] _solution = new float[FactorMatrix.PaddedWidth(axes.Unknowns)];
    private float[] _scores = new float[ChunkRows];
    private float[] _changes = new float[ChunkRows];

    /// <inheritdoc/>
    public double Solve(RowEquations row, Span<float> solution)
    {
        row.Prior(row.Excess, _prior);
        solution.CopyTo(_solution);
        if (_scores.Length < row.Observations)
        {
            var length = (int)BitOperations.RoundUpToPowerOf2((uint)row.Observations);
            (_scores, _changes) = (new float[length], new float[length]);
        }

        Start(row);
        for (var step = 0; step < steps; step++)
            if (!TryStep(row)) break;

        // (v - Z x)^2 and so on, written with what is at hand: the constant less (b + residual) x, where b x = v.(Z x) - offset.x.
        _solution.AsSpan(0, solution.Length).CopyTo(solution);
        return row.Constant - Dot.Product(row.Targets, _scores.AsSpan(0, row.Observations)) + Dot.Product(row.Offset, _solution)
            - Dot.Product(_gradients.Residual, _solution);
    }

    /// <summary>The gradient P x + offset + Z^T (Z x - v), preconditioned by P alone: with Z^T Z's diagonal, three steps come no nearer.</summary>
    private void Start(RowEquations row)
    {
        ElementwiseProduct.Multiply(_prior, _solution, _product);
        ScaledAddition.Add(1, row.Offset, _product);
        for (var first = 0; first < row.Observations; first += ChunkRows)
        {
            var count = Math.Min(ChunkRows, row.Observations - first);
            var z = row.Gather(first, count)[..(count * _stride)];
            var scores = _scores.AsSpan(first, count);
            var errors = _changes.AsSpan(first, count);
            MatrixVector.Multiply(z, _solution, scores);
            scores.CopyTo(errors);
            ScaledAddition.Add(-1, row.Targets.Slice(first, count), errors);
            MatrixVector.AddTransposed(z, errors, _product);
        }

        _gradients.Start(_product, _prior);
    }

    private bool TryStep(RowEquations row)
    {
        ElementwiseProduct.Multiply(_prior, _gradients.Direction, _product);
        var changes = _changes.AsSpan(0, row.Observations);
        for (var first = 0; first < row.Observations; first += ChunkRows)
        {
            var count = Math.Min(ChunkRows, row.Observations - first);
            var z = row.Gather(first, count)[..(count * _stride)];
            MatrixVector.Multiply(z, _gradients.Direction, changes.Slice(first, count));
            MatrixVector.AddTransposed(z, changes.Slice(first, count), _product);
        }

        var length = _gradients.Step(_product, _solution);
        ScaledAddition.Add(length, changes, _scores.AsSpan(0, row.Observations));
        return length > 0;
    }
}
