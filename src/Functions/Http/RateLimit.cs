namespace Mixtape.Functions.Http;

/// <summary>How many requests a caller may make on one instance of the app.</summary>
public sealed record RateLimit
{
    /// <summary>
    /// Requests a second that a caller may go on making; 0 for no limit. That is the default: one key often stands for a whole service with
    /// all its listeners, an import sends batches as fast as they are taken, and only who runs the app knows what either may cost.
    /// </summary>
    public double RequestsPerSecond
    {
        get;
        init => field = value is >= 0 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RequestsPerSecond), value, "0 to 1,000,000 requests a second can be allowed.");
    }

    /// <summary>Requests that a caller may make at once after a rest.</summary>
    public int Burst
    {
        get;
        init => field = value is >= 1 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Burst), value, "a burst must be allowed 1 to 1,000,000 requests.");
    } = 100;
}
