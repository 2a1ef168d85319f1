namespace Mixtape.Learning.Neural;

/// <summary>A saved network or checkpoint is damaged, or of another network, data set or seed.</summary>
/// <param name="message">Says which, and the remedy.</param>
public sealed class InvalidCheckpointException(string message) : Exception(message);
