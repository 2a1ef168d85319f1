namespace Mixtape.Music.Collaborative;

/// <summary>The two sides of the listening matrix.</summary>
public enum Side
{
    /// <summary>Its rows.</summary>
    Listeners,

    /// <summary>Its columns.</summary>
    Tracks,
}
