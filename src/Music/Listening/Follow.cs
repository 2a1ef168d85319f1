namespace Mixtape.Music.Listening;

/// <summary>A listener who wants to hear of an artist's new releases.</summary>
/// <param name="Listener">External id of the listener (see <see cref="ExternalId"/>).</param>
/// <param name="Artist">External id of the artist.</param>
public sealed record Follow(string Listener, string Artist);
