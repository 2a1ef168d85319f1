namespace Mixtape.Music.Blobs;

/// <summary>
/// A stored blob does not hold what its format says. The message says of what kind it is and what to do.
/// </summary>
public sealed class CorruptBlobException(string message) : Exception(message);
