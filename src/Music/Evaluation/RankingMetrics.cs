namespace Mixtape.Music.Evaluation;

/// <summary>
/// Sums of ranking metrics over listeners, with binary relevance. Per listener, with T wanted tracks:
/// NDCG@k = sum over hits in the first k of 1 / log2(rank + 1), over the same sum for min(k, T) hits at the top;
/// Recall@k = hits in the first k / T; Precision@k = hits in the first k / k.
/// </summary>
/// <param name="Listeners">Listeners summed over.</param>
/// <param name="Ndcg10">Sum of NDCG@10.</param>
/// <param name="Ndcg100">Sum of NDCG@100.</param>
/// <param name="Recall20">Sum of Recall@20.</param>
/// <param name="Precision10">Sum of Precision@10.</param>
public sealed record RankingMetrics(long Listeners, double Ndcg10, double Ndcg100, double Recall20, double Precision10)
{
    /// <summary>The depth that a ranked list needs for every metric.</summary>
    public const int Depth = 100;

    /// <summary>Over nobody.</summary>
    public static RankingMetrics None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>The metrics of one listener's list.</summary>
    /// <param name="hits">Whether each place of the list, best first, holds a wanted track.</param>
    /// <param name="wanted">How many tracks are wanted; at least 1.</param>
    public static RankingMetrics Of(ReadOnlySpan<bool> hits, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wanted);
        return new RankingMetrics(
            1, Ndcg(hits, wanted, 10), Ndcg(hits, wanted, 100), (double)Hits(hits, 20) / wanted, Hits(hits, 10) / 10.0);
    }

    /// <summary>The sums over both groups of listeners.</summary>
    public static RankingMetrics operator +(RankingMetrics a, RankingMetrics b) => new(
        a.Listeners + b.Listeners, a.Ndcg10 + b.Ndcg10, a.Ndcg100 + b.Ndcg100, a.Recall20 + b.Recall20,
        a.Precision10 + b.Precision10);

    /// <summary>The means over listeners; zeros over nobody.</summary>
    public RankingMetrics Mean() => Listeners == 0
        ? None
        : new(Listeners, Ndcg10 / Listeners, Ndcg100 / Listeners, Recall20 / Listeners, Precision10 / Listeners);

    private static int Hits(ReadOnlySpan<bool> hits, int k) => hits[..Math.Min(k, hits.Length)].Count(true);

    private static double Ndcg(ReadOnlySpan<bool> hits, int wanted, int k)
    {
        double gain = 0, ideal = 0;
        for (var rank = 0; rank < k; rank++)
        {
            var discount = 1 / Math.Log2(rank + 2);
            if (rank < hits.Length && hits[rank]) gain += discount;
            if (rank < wanted) ideal += discount;
        }

        return gain / ideal;
    }
}
