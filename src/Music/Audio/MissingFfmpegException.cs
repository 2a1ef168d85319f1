namespace Mixtape.Music.Audio;

/// <summary>The content may be right, but this machine has no ffmpeg to decode it with; the message says how to get one.</summary>
public sealed class MissingFfmpegException(string message, Exception? inner = null) : Exception(message, inner);
