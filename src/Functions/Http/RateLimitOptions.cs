namespace Mixtape.Functions.Http;

/// <summary>
/// How many requests each caller may make. A caller is a function key, and all who call what needs none are one caller. Each instance of
/// the app counts for itself: with ten of them a caller gets up to ten times as many.
/// </summary>
public sealed record RateLimitOptions
{
    /// <summary>Limits what only reads: GET.</summary>
    public RateLimit Reading { get; init; } = new();

    /// <summary>Limits all else.</summary>
    public RateLimit Writing { get; init; } = new();
}
