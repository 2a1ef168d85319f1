namespace Mixtape.Music.Audio;

/// <summary>Content that is no audio, is damaged, or exceeds a limit; the message says what to do about it.</summary>
public sealed class InvalidAudioException(string message, Exception? inner = null) : Exception(message, inner);
