namespace Mixtape.Music.Listening;

/// <summary>
/// How weighted plays r become confidence (Hu, Koren and Volinsky 2008): c = w_i + alpha s_ui for a pair that was played, w_i for one that
/// never was. The strength is s_ui = f(r_ui) / m_u * d_i, with m_u the mean of f over what the listener played and d_i what a listener of
/// the track tells; the weight of silence w_i averages 1 over tracks. <see cref="ConfidenceWeights"/> computes them. The defaults were
/// found on the validation split of HetRec Last.fm.
/// </summary>
public sealed record ConfidenceOptions
{
    /// <summary>
    /// The growth of confidence with plays, f. A logarithm by default: play counts span five orders of magnitude, and the
    /// hundredth play says far less than the second.
    /// </summary>
    public ConfidenceCurve Curve
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Curve), value, "the curve must be logarithmic, linear or bm25.");
    } = ConfidenceCurve.Logarithmic;

    /// <summary>
    /// How much a play outweighs the silence of a pair that was never played; above 0. An average pair is 22 times as loud as silence.
    /// </summary>
    public float Alpha
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Alpha), value, "alpha must be a number above 0.");
    } = 22;

    /// <summary>
    /// Whether what a listener plays is measured by their own mean m_u, else by 1. On: a hundred plays say little of who plays everything a
    /// hundred times, and all of who plays nothing else twice. Without it, those who play most weigh most.
    /// </summary>
    public bool RelativeToListener { get; init; } = true;

    /// <summary>
    /// The silence of a pair weighs as the track's number of listeners to this power, 0 to 1: who never plays what everybody has met does
    /// not want it, who never plays the unknown may just not know it (He et al. 2016, eALS). 0 gives all silence the same weight.
    /// </summary>
    public float SilenceExponent
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SilenceExponent), value, "the silence exponent must be 0 to 1.");
    } = 0.2f;

    /// <summary>
    /// A play weighs as the track's number of listeners to minus this power, 0 to 1: the few who found a track say more by it than the many
    /// who play what is everywhere. It is the inverse of a power-law propensity to be played at all (Yang et al. 2018; Saito et al. 2020),
    /// and 1 would undo popularity altogether. 0 gives the listeners of all tracks the same say.
    /// </summary>
    public float PropensityExponent
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PropensityExponent), value, "the propensity exponent must be 0 to 1.");
    } = 0.2f;

    /// <summary>
    /// k1 of <see cref="ConfidenceCurve.Bm25"/>, where plays saturate; above 0 to 1,000. The usual 1.2 is for words of a text; plays go on
    /// to tell something for longer.
    /// </summary>
    public float Bm25K1
    {
        get;
        init => field = value is > 0 and <= 1000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Bm25K1), value, "k1 of BM25 must be above 0 and at most 1,000.");
    } = 100;

    /// <summary>b of <see cref="ConfidenceCurve.Bm25"/>: how much all that a listener plays takes from each play; 0 to 1.</summary>
    public float Bm25B
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Bm25B), value, "b of BM25 must be 0 to 1.");
    } = 0.8f;
}
