namespace Mixtape.Functions.Training;

/// <summary>A track of the popularity ranking.</summary>
/// <param name="Block">Its block.</param>
/// <param name="Row">Its row within the block.</param>
/// <param name="Listeners">How many listeners played it.</param>
public sealed record PopularTrack(int Block, int Row, int Listeners);
