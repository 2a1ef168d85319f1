namespace Mixtape.Music.Sound;

/// <summary>How well sound tells the direction of factors, on tracks that it was not learned from.</summary>
/// <param name="Kind">What was the best: <see cref="Ridge"/> or <see cref="Network"/>.</param>
/// <param name="Tracks">Tracks that it was fitted to in the end.</param>
/// <param name="HeldOut">Those of them that it was chosen by.</param>
/// <param name="VarianceExplained">On these, the share of the variance explained; 0 is always answering the mean.</param>
/// <param name="MeanCosine">On these, the mean cosine of predicted and learned factors.</param>
/// <param name="MeanVectorCosine">What always answering the mean would have.</param>
/// <param name="RidgeVarianceExplained">What the best linear map explains.</param>
/// <param name="NetworkVarianceExplained">What the network explains; null where its training failed.</param>
public sealed record SoundQuality(
    string Kind,
    long Tracks,
    int HeldOut,
    double VarianceExplained,
    double MeanCosine,
    double MeanVectorCosine,
    double RidgeVarianceExplained,
    double? NetworkVarianceExplained)
{
    /// <summary>A linear map.</summary>
    public const string Ridge = "ridge";

    /// <summary>A network.</summary>
    public const string Network = "network";
}
