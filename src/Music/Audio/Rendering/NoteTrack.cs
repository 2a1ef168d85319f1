namespace Mixtape.Music.Audio.Rendering;

/// <summary>A note to play, in seconds of the song.</summary>
internal readonly record struct Note(double Start, double Length, int Pitch, float Velocity);

/// <summary>A hit to play.</summary>
internal readonly record struct DrumHit(double Start, DrumVoice Voice, float Velocity);

/// <summary>What one instrument plays.</summary>
/// <param name="Patch">The instrument.</param>
/// <param name="Level">How loud it is in the mix, in dB.</param>
/// <param name="Send">Share that goes to the reverb.</param>
/// <param name="Notes">The notes, in any order.</param>
internal sealed record NoteTrack(Patch Patch, double Level, float Send, List<Note> Notes);
