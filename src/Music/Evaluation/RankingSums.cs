namespace Mixtape.Music.Evaluation;

/// <summary>
/// What <see cref="RankingMetrics"/> are the means of: sums over listeners, so that blocks of listeners can be judged apart and
/// added up. Coverage is no sum; <see cref="Judgement"/> has it.
/// </summary>
public sealed record RankingSums
{
    /// <summary>The depth that a ranked list needs for every metric.</summary>
    public const int Depth = 100;

    /// <summary>The places that are shown to a listener, for the metrics of what is recommended.</summary>
    public const int Shown = 10;

    private static readonly double[] _gains = [.. Enumerable.Range(2, Depth).Select(rank => 1 / Math.Log2(rank))];

    /// <summary>Over nobody.</summary>
    public static RankingSums None { get; } = new();

    /// <summary>Listeners summed over.</summary>
    public long Listeners { get; init; }

    /// <summary>Sum of NDCG@10.</summary>
    public double Ndcg10 { get; init; }

    /// <summary>Sum of NDCG@100.</summary>
    public double Ndcg100 { get; init; }

    /// <summary>Sum of recall@20.</summary>
    public double Recall20 { get; init; }

    /// <summary>Sum of precision@10.</summary>
    public double Precision10 { get; init; }

    /// <summary>Sum of average precision@10.</summary>
    public double AveragePrecision10 { get; init; }

    /// <summary>Sum of AUC.</summary>
    public double Auc { get; init; }

    /// <summary>Sum over wanted tracks of what their plays say times percentile rank.</summary>
    public double WeighedPercentileRank { get; init; }

    /// <summary>What the plays of the wanted tracks say, summed.</summary>
    public double HeldOutStrength { get; init; }

    /// <summary>Places filled in the first ten.</summary>
    public long Places10 { get; init; }

    /// <summary>Self-information of the tracks there.</summary>
    public double SelfInformation10 { get; init; }

    /// <summary>How many of them belong to the head.</summary>
    public long Head10 { get; init; }

    /// <summary>The sums over one listener.</summary>
    /// <param name="list">The best candidates, best first; what is beyond the hundredth place does not matter.</param>
    /// <param name="wanted">The wanted tracks; at least one.</param>
    /// <param name="candidates">How many candidates there are, wanted ones included.</param>
    public static RankingSums Of(ReadOnlySpan<RankedTrack> list, ReadOnlySpan<WantedTrack> wanted, long candidates)
    {
        ArgumentOutOfRangeException.ThrowIfZero(wanted.Length, nameof(wanted));
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, wanted.Length);
        double ranks = 0, weighedRanks = 0, strength = 0;
        foreach (var track in wanted)
        {
            ranks += track.Rank;
            strength += track.Strength;
            if (candidates > 1) weighedRanks += track.Strength * track.Rank / (candidates - 1);
        }

        var shown = list[..Math.Min(Shown, list.Length)];
        double selfInformation = 0;
        var head = 0;
        foreach (var track in shown)
        {
            selfInformation += track.SelfInformation;
            if (track.IsHead) head++;
        }

        // Of what stands above the wanted tracks, 0 + 1 + ... are wanted ones themselves.
        var misplaced = ranks - wanted.Length * (wanted.Length - 1.0) / 2;
        var unwanted = candidates - wanted.Length;
        return new RankingSums
        {
            Listeners = 1,
            Ndcg10 = Ndcg(list, wanted.Length, 10),
            Ndcg100 = Ndcg(list, wanted.Length, 100),
            Recall20 = (double)Hits(list, 20) / wanted.Length,
            Precision10 = Hits(list, 10) / 10.0,
            AveragePrecision10 = AveragePrecision(list, wanted.Length, 10),
            Auc = unwanted == 0 ? 1 : 1 - misplaced / ((double)wanted.Length * unwanted),
            WeighedPercentileRank = weighedRanks,
            HeldOutStrength = strength,
            Places10 = shown.Length,
            SelfInformation10 = selfInformation,
            Head10 = head,
        };
    }

    /// <summary>The sums over both groups of listeners.</summary>
    public static RankingSums operator +(RankingSums a, RankingSums b) => new()
    {
        Listeners = a.Listeners + b.Listeners,
        Ndcg10 = a.Ndcg10 + b.Ndcg10,
        Ndcg100 = a.Ndcg100 + b.Ndcg100,
        Recall20 = a.Recall20 + b.Recall20,
        Precision10 = a.Precision10 + b.Precision10,
        AveragePrecision10 = a.AveragePrecision10 + b.AveragePrecision10,
        Auc = a.Auc + b.Auc,
        WeighedPercentileRank = a.WeighedPercentileRank + b.WeighedPercentileRank,
        HeldOutStrength = a.HeldOutStrength + b.HeldOutStrength,
        Places10 = a.Places10 + b.Places10,
        SelfInformation10 = a.SelfInformation10 + b.SelfInformation10,
        Head10 = a.Head10 + b.Head10,
    };

    /// <summary>The means; zeros over nobody.</summary>
    /// <param name="coverage">Distinct tracks over everybody's first ten.</param>
    public RankingMetrics Mean(long coverage) => Listeners == 0
        ? RankingMetrics.None
        : new RankingMetrics
        {
            Listeners = Listeners,
            Ndcg10 = Ndcg10 / Listeners,
            Ndcg100 = Ndcg100 / Listeners,
            Recall20 = Recall20 / Listeners,
            Precision10 = Precision10 / Listeners,
            MeanAveragePrecision10 = AveragePrecision10 / Listeners,
            Auc = Auc / Listeners,
            ExpectedPercentileRank = HeldOutStrength > 0 ? WeighedPercentileRank / HeldOutStrength : 0,
            Coverage10 = coverage,
            Novelty10 = Places10 > 0 ? SelfInformation10 / Places10 : 0,
            HeadShare10 = Places10 > 0 ? (double)Head10 / Places10 : 0,
        };

    private static int Hits(ReadOnlySpan<RankedTrack> list, int depth)
    {
        var hits = 0;
        foreach (var track in list[..Math.Min(depth, list.Length)])
            if (track.IsWanted) hits++;
        return hits;
    }

    private static double Ndcg(ReadOnlySpan<RankedTrack> list, int wanted, int depth)
    {
        double gain = 0, ideal = 0;
        for (var rank = 0; rank < depth; rank++)
        {
            if (rank < list.Length && list[rank].IsWanted) gain += _gains[rank];
            if (rank < wanted) ideal += _gains[rank];
        }

        return gain / ideal;
    }

    private static double AveragePrecision(ReadOnlySpan<RankedTrack> list, int wanted, int depth)
    {
        var hits = 0;
        double sum = 0;
        for (var rank = 0; rank < Math.Min(depth, list.Length); rank++)
            if (list[rank].IsWanted) sum += ++hits / (rank + 1.0);
        return sum / Math.Min(depth, wanted);
    }
}

/// <summary>A place of a ranked list.</summary>
/// <param name="IsWanted">Whether its track is a wanted one.</param>
/// <param name="SelfInformation">-log2 of the share of listeners who have played it; matters in the first ten places.</param>
/// <param name="IsHead">Whether it belongs to the head; matters in the first ten places.</param>
public readonly record struct RankedTrack(bool IsWanted, double SelfInformation = 0, bool IsHead = false);

/// <summary>A track that was held out.</summary>
/// <param name="Rank">How many candidates stand above it.</param>
/// <param name="Strength">What its plays say.</param>
public readonly record struct WantedTrack(double Rank, double Strength);
