using Mixtape.Music.Listening;

namespace Mixtape.Functions.Training;

/// <summary>The input of the activity that settles a training's model.</summary>
/// <param name="Training">The training's id.</param>
/// <param name="Totals">Its matrix.</param>
public sealed record SettleRequest(string Training, MatrixTotals Totals);
