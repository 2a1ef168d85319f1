namespace Mixtape.Music.Listening;

/// <summary>The listening matrix in four numbers.</summary>
/// <param name="Listeners">Its rows.</param>
/// <param name="Tracks">Its columns.</param>
/// <param name="Observations">Its pairs with plays.</param>
/// <param name="Excess">Their excess confidence over that of silence, summed.</param>
public sealed record MatrixTotals(long Listeners, long Tracks, long Observations, double Excess);
