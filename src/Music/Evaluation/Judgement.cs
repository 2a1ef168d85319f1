namespace Mixtape.Music.Evaluation;

/// <summary>
/// How the model and the popularity baseline did on the same listeners. Judgements of disjoint groups of listeners add up. The
/// tracks are kept by key rather than counted, so that coverage stays exact: ten a listener at most.
/// </summary>
public sealed record Judgement
{
    /// <summary>Of nobody.</summary>
    public static Judgement None { get; } = new();

    /// <summary>The model's sums.</summary>
    public RankingSums Model { get; init; } = RankingSums.None;

    /// <summary>The baseline's sums.</summary>
    public RankingSums Popularity { get; init; } = RankingSums.None;

    /// <summary>The tracks in the model's first ten places (<see cref="TrackKey"/>), each once.</summary>
    public IReadOnlyCollection<long> ModelTracks { get; init; } = [];

    /// <summary>Those in the baseline's.</summary>
    public IReadOnlyCollection<long> PopularTracks { get; init; } = [];

    /// <summary>The model's means.</summary>
    public RankingMetrics ModelMean => Model.Mean(ModelTracks.Count);

    /// <summary>The baseline's means.</summary>
    public RankingMetrics PopularityMean => Popularity.Mean(PopularTracks.Count);

    /// <summary>The judgements of disjoint groups of listeners as one.</summary>
    public static Judgement Sum(IEnumerable<Judgement> parts)
    {
        var (model, popularity) = (RankingSums.None, RankingSums.None);
        var (modelTracks, popularTracks) = (new HashSet<long>(), new HashSet<long>());
        foreach (var part in parts)
        {
            (model, popularity) = (model + part.Model, popularity + part.Popularity);
            modelTracks.UnionWith(part.ModelTracks);
            popularTracks.UnionWith(part.PopularTracks);
        }

        return new Judgement { Model = model, Popularity = popularity, ModelTracks = modelTracks, PopularTracks = popularTracks };
    }
}
