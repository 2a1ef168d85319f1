using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// A listener's vector from their plays, in closed form: what training would have solved for them against the same
/// tracks. It also answers why a track suits them. Immutable once made; safe for concurrent reads.
/// </summary>
public sealed class FoldIn
{
    private readonly AlternatingLeastSquaresOptions _options;
    private readonly NormalEquations _equations;
    private readonly FactorMatrix _played;
    private readonly float[] _plays;

    /// <summary>Solves.</summary>
    /// <param name="options">The model that the tracks' factors belong to.</param>
    /// <param name="trackGramian">The Gramian of all tracks.</param>
    /// <param name="tracks">The number of all tracks.</param>
    /// <param name="played">The factors of the tracks that the listener played [played x width].</param>
    /// <param name="plays">The weighted plays r of each.</param>
    public FoldIn(
        AlternatingLeastSquaresOptions options, Gramian trackGramian, long tracks, FactorMatrix played, float[] plays)
    {
        if (played.Rows != plays.Length) throw new ArgumentException($"{played.Rows} tracks have {plays.Length} counts of plays.");
        _options = options;
        _played = played;
        _plays = plays;
        _equations = new NormalEquations(options, Side.Listeners, trackGramian, tracks, 1);
        var rows = new int[plays.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        _equations.Add(0, played, rows, plays, [.. plays.Select(options.Confidence.Excess)]);
        Vector = new float[options.Width];
        _equations.Solve(0, Vector);
    }

    /// <summary>The listener's vector.</summary>
    public float[] Vector { get; }

    /// <summary>
    /// How much each played track adds to the score of a track (Hu, Koren and Volinsky 2008, section 5): with W the
    /// inverse of the listener's normal matrix, the score is the sum over played j of (y^T W y_j) c_j, up to biases.
    /// </summary>
    /// <param name="track">The track's vector.</param>
    /// <returns>One number per played track, in their order; 0 for those only skipped.</returns>
    public float[] Explain(ReadOnlySpan<float> track)
    {
        var unknowns = _options.Biases ? _options.Width - 1 : _options.Width;
        var direction = track[..unknowns].ToArray();
        CholeskySolver.Solve(_equations.Factor(0), _played.Stride, direction);
        var shares = new float[_plays.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            if (_plays[i] > 0)
                shares[i] = (1 + _options.Confidence.Excess(_plays[i])) * Dot.Product(direction, _played[i][..unknowns]);
        }

        return shares;
    }
}
