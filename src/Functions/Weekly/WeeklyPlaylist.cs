using Mixtape.Functions.Serving;

namespace Mixtape.Functions.Weekly;

/// <summary>A listener's playlist of one week.</summary>
/// <param name="Listener">The listener.</param>
/// <param name="Week">The ISO week, such as 2026-W47.</param>
/// <param name="Generation">The generation it was made from.</param>
/// <param name="BuiltAt">When.</param>
/// <param name="Tracks">In playing order, best first.</param>
public sealed record WeeklyPlaylist(
    string Listener, string Week, string Generation, DateTimeOffset BuiltAt, IReadOnlyList<Recommendation> Tracks);
