namespace Mixtape.Music.Listening;

/// <summary>A track as one listener knows it.</summary>
/// <param name="Track">External id of the track.</param>
/// <param name="Plays">Its weighted plays r; 0 where it was only skipped.</param>
/// <param name="First">When the listener first met it, be it by a skip.</param>
public readonly record struct PlayedTrack(string Track, float Plays, DateTimeOffset First);
