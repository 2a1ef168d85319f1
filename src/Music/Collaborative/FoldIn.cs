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
    private readonly float[] _strengths;
    private readonly float _weight;
    private readonly Lazy<float[]> _factored;

    /// <summary>Solves.</summary>
    /// <param name="axes">The axes of the side that is folded in; made once, they serve any number of rows.</param>
    /// <param name="played">The factors and weights of what the row is paired with.</param>
    /// <param name="strengths">What the plays of each say; 0 for what was only skipped.</param>
    /// <param name="weight">What the row's own silence weighs: 1 for a listener.</param>
    /// <exception cref="ArgumentException">The factors are not as many as the strengths, or not as wide as the model.</exception>
    public FoldIn(PrincipalAxes axes, WeightedFactors played, float[] strengths, float weight = 1)
    {
        if (played.Factors.Rows != strengths.Length)
            throw new ArgumentException($"{played.Factors.Rows} rows have {strengths.Length} strengths.");
        (_axes, _strengths, _weight) = (axes, strengths, weight);
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
        var direction = _axes.Project(new WeightedFactors(row, []), threads: 1).Rows[0];
        CholeskySolver.Solve(_factored.Value, FactorMatrix.PaddedWidth(_axes.Unknowns), direction);
        var shares = new float[_strengths.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            if (!(_strengths[i] > 0)) continue;
            var silence = _played.Weights.Length == 0 ? _weight : _weight * _played.Weights[i];
            shares[i] = (silence + _axes.Options.Confidence.Alpha * _strengths[i]) * Dot.Product(direction, _played.Rows[i]);
        }

        return shares;
    }

    private RowEquations Equations()
    {
        var equations = new RowEquations(_axes);
        var rows = new int[_strengths.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        equations.Clear(_weight);
        equations.Add(_played, rows, _strengths);
        return equations;
    }

    private float[] Factor()
    {
        var (equations, stride) = (Equations(), FactorMatrix.PaddedWidth(_axes.Unknowns));
        var (matrix, prior) = (new float[CholeskySolver.Room(_axes.Unknowns)], new float[stride]);
        ExactRowSolver.Accumulate(equations, matrix, new float[stride]);
        equations.Prior(equations.Excess, prior);
        for (var i = 0; i < _axes.Unknowns; i++) matrix[i * stride + i] += prior[i];
        return CholeskySolver.TryFactor(matrix, _axes.Unknowns, stride)
            ? matrix
            : throw ExactRowSolver.NotDefinite(_axes.Options);
    }
}
