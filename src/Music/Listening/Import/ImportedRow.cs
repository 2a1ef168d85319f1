namespace Mixtape.Music.Listening.Import;

/// <summary>What one line of a file holds: an event, a catalogue entry, or both.</summary>
/// <param name="Event">What was listened to; null where the line only describes a track.</param>
/// <param name="Track">The track as described; null where the line only names it. The same track may come many
/// times.</param>
public readonly record struct ImportedRow(ListeningEvent? Event, Track? Track);
