namespace Mixtape.Music.Listening;

/// <summary>How what plays say grows with the weighted plays r: f, which is 0 at 0.</summary>
public enum ConfidenceCurve
{
    /// <summary>f(r) = ln(1 + r).</summary>
    Logarithmic,

    /// <summary>f(r) = r.</summary>
    Linear,

    /// <summary>
    /// Okapi BM25 (Robertson and Zaragoza 2009) with listeners for documents and tracks for words:
    /// <c>f(r) = ln(1 + U / n_i) r (k1 + 1) / (r + k1 (1 - b + b l_u / l))</c>, with U listeners, n_i of them the track's, l_u the
    /// listener's weighted plays in all and l the mean of those. The 1 in the logarithm keeps it above 0 for what everybody plays. It brings a rarity of its own: with it, a propensity exponent of 0 ranks better.
    /// </summary>
    Bm25,
}
