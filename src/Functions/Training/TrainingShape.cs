using Mixtape.Music.Listening;

namespace Mixtape.Functions.Training;

/// <summary>How a training is cut into pieces, and what its pieces come to; known bit by bit as it goes on.</summary>
public sealed record TrainingShape
{
    /// <summary>Pages of event blobs.</summary>
    public int Pages { get; init; }

    /// <summary>Events, as far as the bytes of their blobs tell.</summary>
    public long EstimatedEvents { get; init; }

    /// <summary>Blocks of listeners.</summary>
    public int ListenerBlocks { get; init; }

    /// <summary>Blocks of tracks.</summary>
    public int TrackBlocks { get; init; }

    /// <summary>Listeners over all blocks.</summary>
    public long Listeners { get; init; }

    /// <summary>Tracks over all blocks.</summary>
    public long Tracks { get; init; }

    /// <summary>What the weights of pairs are relative to, over all blocks.</summary>
    public ConfidenceTotals Totals { get; init; } = ConfidenceTotals.None;

    /// <summary>The generation whose track vectors are the start, settled once; null starts anew.</summary>
    public string? StartFrom { get; init; }

    /// <summary>
    /// The time at which events are weighed: that of the latest event, so that no clock sways the result.
    /// </summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>Events that came in before this moment are all in, by the blob store's clock.</summary>
    public DateTimeOffset Cutoff { get; init; }
}
