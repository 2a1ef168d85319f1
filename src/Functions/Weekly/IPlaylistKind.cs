using Mixtape.Functions.Serving;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Weekly;

/// <summary>A kind of playlist that each listener gets once a week. Safe for concurrent use.</summary>
public interface IPlaylistKind
{
    /// <summary>Its name in routes, and what the ids of its documents and batches begin with.</summary>
    string Name { get; }

    /// <summary>Its name for people.</summary>
    string Title { get; }

    /// <summary>The orchestrator of its batches.</summary>
    string Orchestrator { get; }

    /// <summary>The week whose playlists are due now.</summary>
    IsoWeek DueWeek { get; }

    /// <summary>Chooses a listener's tracks.</summary>
    /// <returns>The tracks in playing order, and whether anything is known of the listener.</returns>
    Task<(IReadOnlyList<Recommendation> Tracks, bool IsKnown)> ChooseAsync(
        Generation generation, string listener, CancellationToken cancellationToken);
}
