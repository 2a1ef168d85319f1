namespace Mixtape.Music.Evaluation;

/// <summary>
/// How well tracks were ranked, as means over listeners. A listener's candidates are the tracks that the listener does not know
/// from training; wanted are those of them that were held out; relevance is binary. All but the last four, and
/// <see cref="ExpectedPercentileRank"/>, are 0 to 1 and better where greater.
/// </summary>
public sealed record RankingMetrics
{
    /// <summary>Over nobody.</summary>
    public static RankingMetrics None { get; } = new();

    /// <summary>Listeners judged.</summary>
    public long Listeners { get; init; }

    /// <summary>Hits in the first ten, each worth 1 / log2(rank + 1), over the same sum for the best possible list.</summary>
    public double Ndcg10 { get; init; }

    /// <summary>As <see cref="Ndcg10"/>, of the first hundred.</summary>
    public double Ndcg100 { get; init; }

    /// <summary>Share of the wanted tracks that stand in the first twenty.</summary>
    public double Recall20 { get; init; }

    /// <summary>Hits in the first ten, over ten.</summary>
    public double Precision10 { get; init; }

    /// <summary>
    /// Average precision: sum over hits in the first ten of (hits so far / rank), over min(10, wanted).
    /// </summary>
    public double MeanAveragePrecision10 { get; init; }

    /// <summary>
    /// How often a wanted track stands before one that is not, over all such pairs of candidates; 0.5 is chance, and 1 where no
    /// candidate is unwanted.
    /// </summary>
    public double Auc { get; init; }

    /// <summary>
    /// Where wanted tracks stand among all candidates, 0 first and 1 last, weighted by what the plays held out say (Hu, Koren and
    /// Volinsky 2008, eq. 8, where they say their number); less is better, 0.5 is chance.
    /// </summary>
    public double ExpectedPercentileRank { get; init; }

    /// <summary>Distinct tracks over everybody's first ten.</summary>
    public long Coverage10 { get; init; }

    /// <summary>
    /// Mean self-information of the tracks in the first ten, in bits: -log2 of the share of all listeners who have played the track
    /// in training. A track of no listener counts as if it had one.
    /// </summary>
    public double Novelty10 { get; init; }

    /// <summary>
    /// Popularity bias: the share of the first ten that belongs to the head, the 1 % of tracks with the most listeners
    /// (<see cref="PopularityHead"/>).
    /// </summary>
    public double HeadShare10 { get; init; }
}
