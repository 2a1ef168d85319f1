namespace Mixtape.Cli;

/// <summary>
/// A command cannot do what it was asked; the message is printed as it stands, without a stack trace.
/// </summary>
internal sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);
