using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Training;

/// <summary>What activities report back: small sums, added up over blocks in a fixed order.</summary>
public sealed record StageTally
{
    /// <summary>Events or rows or listeners done.</summary>
    public long Rows { get; init; }

    /// <summary>Pairs of listener and track.</summary>
    public long Entries { get; init; }

    /// <summary>Those of them with plays.</summary>
    public long Observations { get; init; }

    /// <summary>Their excess confidence, summed.</summary>
    public double Excess { get; init; }

    /// <summary>What the weights of pairs are relative to.</summary>
    public ConfidenceTotals Totals { get; init; } = ConfidenceTotals.None;

    /// <summary>The latest timestamp.</summary>
    public DateTimeOffset Latest { get; init; }

    /// <summary>The blocks' part of the objective, their own penalty included.</summary>
    public double Objective { get; init; }

    /// <summary>The blocks' own penalty.</summary>
    public double Penalty { get; init; }

    /// <summary>Sums of metrics of the model.</summary>
    public RankingSums Model { get; init; } = RankingSums.None;

    /// <summary>Sums of metrics of the popularity baseline, on the same listeners.</summary>
    public RankingSums Popularity { get; init; } = RankingSums.None;

    /// <summary>How well factors told from sound rank tracks that they were not learned from.</summary>
    public ColdStartScore BySound { get; init; } = ColdStartScore.None;

    /// <summary>How well the same tracks' learned factors rank them.</summary>
    public ColdStartScore ByPlays { get; init; } = ColdStartScore.None;

    /// <summary>Request units that the document store charged for what was published; 0 where it charges nothing.</summary>
    public double RequestUnits { get; init; }

    /// <summary>The tallies of two sets of blocks together.</summary>
    public static StageTally operator +(StageTally a, StageTally b) => new()
    {
        Rows = a.Rows + b.Rows,
        Entries = a.Entries + b.Entries,
        Observations = a.Observations + b.Observations,
        Excess = a.Excess + b.Excess,
        Totals = a.Totals + b.Totals,
        Latest = a.Latest > b.Latest ? a.Latest : b.Latest,
        Objective = a.Objective + b.Objective,
        Penalty = a.Penalty + b.Penalty,
        Model = a.Model + b.Model,
        Popularity = a.Popularity + b.Popularity,
        BySound = a.BySound + b.BySound,
        ByPlays = a.ByPlays + b.ByPlays,
        RequestUnits = a.RequestUnits + b.RequestUnits,
    };
}
