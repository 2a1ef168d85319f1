namespace Mixtape.Learning.Neural.Training;

/// <summary>The losses of one epoch.</summary>
/// <param name="Training">Mean over its steps.</param>
/// <param name="Validation">Mean over the validation examples at its end; null without any.</param>
public sealed record EpochLoss(double Training, double? Validation);
