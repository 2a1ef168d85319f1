using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// A row's vector from its plays, in closed form: what training would have solved for a listener against the same tracks, or for a
/// track against the same listeners. It also answers why a track suits a listener. Immutable once made; safe for concurrent reads.
/// </summary>
public sealed class FoldIn
{
    private readonly PrincipalAxes _axes;
    private readonly ProjectedFactors _played;
    private readonly float[] _plays;
    private readonly Lazy<float[]> _factored;

    /// <summary>Solves.</summary>
    /// <param name="axes">The axes of the side that is folded in; made once, they serve any number of rows.</param>
    /// <param name="played">The factors of what the row is paired with [played x width].</param>
    /// <param name="plays">The weighted plays r of each.</param>
    /// <exception cref="ArgumentException">The factors are not as many as the plays, or not as wide as the model.</exception>
    public FoldIn(PrincipalAxes axes, FactorMatrix played, float[] plays)
    {
        if (played.Rows != plays.Length) throw new ArgumentException($"{played.Rows} rows have {plays.Length} counts of plays.");
        (_axes, _plays) = (axes, plays);
        _played = axes.Project(played, threads: 1);
        var solution = new FactorMatrix(1, axes.Unknowns);
        new ExactRowSolver(axes).Solve(Equations(), solution[0]);
        Vector = axes.ToFactors(solution, threads: 1)[0].ToArray();
        _factored = new Lazy<float[]>(Factor);
    }

    /// <summary>The vector [width].</summary>
    public float[] Vector { get; }

    /// <summary>
    /// How much each played track adds to the score of a track (Hu, Koren and Volinsky 2008, section 5): with W the
    /// inverse of the listener's normal matrix, the score is the sum over played j of (y^T W y_j) c_j, up to biases.
    /// </summary>
    /// <param name="track">The track's vector.</param>
    /// <returns>One number per played track, in their order; 0 for those only skipped.</returns>
    public float[] Explain(ReadOnlySpan<float> track)
    {
        var row = new FactorMatrix(1, track.Length);
        track.CopyTo(row[0]);
        var direction = _axes.Project(row, threads: 1).Rows[0];
        CholeskySolver.Solve(_factored.Value, FactorMatrix.PaddedWidth(_axes.Unknowns), direction);
        var shares = new float[_plays.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            if (_plays[i] > 0)
                shares[i] = (1 + _axes.Options.Confidence.Excess(_plays[i])) * Dot.Product(direction, _played.Rows[i]);
        }

        return shares;
    }

    private RowEquations Equations()
    {
        var equations = new RowEquations(_axes);
        var rows = new int[_plays.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        equations.Clear();
        equations.Add(_played, rows, _plays);
        return equations;
    }

    private float[] Factor()
    {
        var (equations, stride) = (Equations(), FactorMatrix.PaddedWidth(_axes.Unknowns));
        var (matrix, prior) = (new float[CholeskySolver.Room(_axes.Unknowns)], new float[stride]);
        ExactRowSolver.Accumulate(equations, matrix, new float[stride]);
        equations.Prior(equations.Observations, prior);
        for (var i = 0; i < _axes.Unknowns; i++) matrix[i * stride + i] += prior[i];
        return CholeskySolver.TryFactor(matrix, _axes.Unknowns, stride)
            ? matrix
            : throw new ArithmeticException(
                $"A normal matrix is not positive definite at regularization {_axes.Options.Regularization}: raise it.");
    }
}
