namespace Mixtape.Learning.Neural.Training;

/// <summary>A training step gave numbers that are not finite, or a loss far above where it began.</summary>
/// <param name="message">Names the step, the layer and the remedies.</param>
public sealed class TrainingDivergedException(string message) : Exception(message);
