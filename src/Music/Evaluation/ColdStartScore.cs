using System.Text.Json.Serialization;

namespace Mixtape.Music.Evaluation;

/// <summary>How well tracks that a model never saw are ranked for listeners; those of blocks of listeners add up.</summary>
/// <param name="Listeners">Listeners judged.</param>
/// <param name="AucSum">The sum of their AUC.</param>
public sealed record ColdStartScore(long Listeners, double AucSum)
{
    /// <summary>Of nobody.</summary>
    public static ColdStartScore None { get; } = new(0, 0);

    /// <summary>The mean AUC: how likely a track that a listener plays stands above one that they do not; NaN of nobody.</summary>
    [JsonIgnore]
    public double Auc => AucSum / Listeners;

    /// <summary>Both together.</summary>
    public static ColdStartScore operator +(ColdStartScore a, ColdStartScore b) => new(a.Listeners + b.Listeners, a.AucSum + b.AucSum);
}
