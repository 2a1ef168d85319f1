namespace Mixtape.Learning.Scaling;

/// <summary>
/// A table, or the scaling of one, is damaged, too large, or not what is wanted. The message names the place and the remedy.
/// </summary>
public sealed class InvalidTableException(string message, Exception? inner = null) : Exception(message, inner);
