namespace Mixtape.Music.Listening.Import;

/// <summary>A file cannot be imported, or not any further; the message says where and what to do.</summary>
public sealed class InvalidImportException(string message, Exception? inner = null) : Exception(message, inner);
