using Mixtape.Music.Listening;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// Settings of implicit alternating least squares. The defaults were tuned on the validation split of HetRec Last.fm.
/// </summary>
public sealed record AlternatingLeastSquaresOptions
{
    /// <summary>The most factors taken.</summary>
    public const int MaximumFactors = 512;

    /// <summary>
    /// Length d of a vector, without bias coordinates; 1 to 512. 64 fill four vector registers with no lane to spare.
    /// </summary>
    public int Factors
    {
        get;
        init => field = value is >= 1 and <= MaximumFactors
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Factors), value, $"factors must be 1 to {MaximumFactors}.");
    } = 64;

    /// <summary>
    /// Lambda, the weight of the penalty on the squared length of vectors; above 0, so that every normal matrix is
    /// positive definite.
    /// </summary>
    public float Regularization
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Regularization), value, "regularization must be a number above 0.");
    } = 0.02f;

    /// <summary>
    /// Nu of Rendle et al. 2021: a row's penalty is lambda times the sum of its confidences, over all pairs, to the power of nu. With 1 one
    /// lambda suits matrices of any size; with 0 every row has the same penalty.
    /// </summary>
    public float RegularizationExponent
    {
        get;
        init => field = value is >= 0 and <= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RegularizationExponent), value, "the exponent must be 0 to 2.");
    } = 1;

    /// <summary>
    /// Whether listeners and tracks also get a bias each. Off: the split it was tuned on ranks no better with them.
    /// </summary>
    public bool Biases { get; init; }

    /// <summary>Vectors start as normal numbers with this deviation over the square root of d; above 0.</summary>
    public float InitialDeviation
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InitialDeviation), value, "the deviation must be a number above 0.");
    } = 0.1f;

    /// <summary>Seed of the start.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// How a row is solved. Exactly by default: with few plays a row it costs less than the approximations, and it needs the fewest
    /// iterations.
    /// </summary>
    public RowSolverKind Solver { get; init; } = RowSolverKind.Cholesky;

    /// <summary>Steps of conjugate gradients a row and half-iteration; 1 to 50. Three come near enough.</summary>
    public int ConjugateGradientSteps
    {
        get;
        init => field = value is >= 1 and <= 50
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ConjugateGradientSteps), value, "conjugate gradients take 1 to 50 steps.");
    } = 3;

    /// <summary>
    /// Coordinates that the subspace solver solves for at a time; 1 to 512. Blocks of 32 keep matrices small and passes few.
    /// </summary>
    public int SubspaceBlock
    {
        get;
        init => field = value is >= 1 and <= MaximumFactors
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SubspaceBlock), value, $"a block must have 1 to {MaximumFactors} coordinates.");
    } = 32;

    /// <summary>How plays become confidence.</summary>
    public ConfidenceOptions Confidence { get; init; } = new();

    /// <summary>
    /// Entries of a stored vector: d, or d + 2 with biases. A listener is then [x, b_u, 1] and a track [y, 1, b_i], so
    /// that their dot product is x.y + b_u + b_i and everything downstream need not know of biases.
    /// </summary>
    public int Width => Biases ? Factors + 2 : Factors;

    /// <summary>Coordinates to solve for: d, or d + 1 with biases.</summary>
    public int Unknowns => Biases ? Factors + 1 : Factors;

    /// <summary>
    /// The same model with the lambda that suits a matrix, in units of what chance alone would do. Lambda itself means something else for
    /// every matrix: the singular values of the confidence-weighted matrix are thresholded at the geometric mean of both sides' penalties,
    /// so where it is too high for how little is known, all vectors shrink to nothing. Were a share q of all pairs of U listeners and I
    /// tracks played by chance, with a mean excess confidence of a, then what the best constant leaves over would be noise of deviation
    /// <c>sqrt(q (1 - q)) (1 + a) / (1 + q a)</c>, and its largest singular value <c>sqrt(U) + sqrt(I)</c> times that (Bai and Yin 1993).
    /// </summary>
    /// <param name="relative">The geometric mean of the penalties of average rows in units of that; above 0.</param>
    /// <param name="totals">The matrix; without plays the model stays as it is.</param>
    public AlternatingLeastSquaresOptions WithRelativeRegularization(double relative, MatrixTotals totals)
    {
        if (totals.Excess <= 0) return this;
        double listeners = totals.Listeners, tracks = totals.Tracks;
        // As if one more pair were silent: who is alone with what they play still has a penalty.
        var density = totals.Observations / (listeners * tracks + 1);
        var excess = totals.Excess / totals.Observations;
        var deviation = Math.Sqrt(density * (1 - density)) * (1 + excess) / (1 + density * excess);
        var noise = deviation * (Math.Sqrt(listeners) + Math.Sqrt(tracks));
        var masses = (tracks + totals.Excess / listeners) * (listeners + totals.Excess / tracks);
        return this with { Regularization = (float)(relative * noise / Math.Pow(masses, RegularizationExponent / 2)) };
    }

    /// <summary>The penalty on one row's squared length.</summary>
    /// <param name="mass">What all of the row's pairs weigh, the silent ones too: the sum of its confidences.</param>
    public float Penalty(double mass) => Regularization * MathF.Pow((float)mass, RegularizationExponent);
}
