namespace Mixtape.Functions.Audio;

/// <summary>A track whose audio is to be heard; the input of orchestrations and activities.</summary>
/// <param name="Track">The track.</param>
/// <param name="ETag">The blob's as it was when this was written.</param>
/// <param name="Hash">SHA-256 of the audio's bytes in hexadecimal, where they passed by; else empty.</param>
public sealed record AudioTask(string Track, string ETag, string Hash = "");

/// <summary>Audio that could not be heard for reasons other than its own.</summary>
/// <param name="Task">The audio.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record AudioFailure(AudioTask Task, string Reason);
