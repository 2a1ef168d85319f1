namespace Mixtape.Music.Listening;

/// <summary>
/// Turns the events of listeners into weighted plays r per listener and track. An event that comes again, in whatever
/// batch and order, counts once; what does not depend on the order of arrival is the same to the last bit.
/// Not safe for concurrent use.
/// </summary>
/// <param name="options">What events weigh.</param>
/// <param name="asOf">The time at which they are weighed.</param>
public sealed class PlayCounter(InterestOptions options, DateTimeOffset asOf)
{
    // Weights are summed as whole multiples of 2^-20: integer sums do not depend on the order of addition.
    private const double Unit = 1 << 20;

    private readonly HashSet<UInt128> _seen = [];
    private readonly Dictionary<string, Dictionary<string, long>> _plays = new(StringComparer.Ordinal);

    /// <summary>Events counted, repetitions left out.</summary>
    public long Events => _seen.Count;

    /// <summary>Counts an event; false where it was counted before.</summary>
    public bool Add(ListeningEvent e)
    {
        if (!_seen.Add(EventIdentity.Of(e))) return false;
        if (!_plays.TryGetValue(e.Listener, out var tracks))
            _plays.Add(e.Listener, tracks = new Dictionary<string, long>(StringComparer.Ordinal));
        // Held at the cap after each addition, a sum can neither overflow nor depend on the order.
        var cap = options.MaximumPlays * Unit;
        var units = (long)Math.Round(Math.Min(options.Weigh(e, asOf) * Unit, cap));
        tracks[e.Track] = (long)Math.Min(tracks.GetValueOrDefault(e.Track) + units, cap);
        return true;
    }

    /// <summary>
    /// The weighted plays of each listener, in ordinal order of listener and track. A track whose events are all skips
    /// is there with 0.
    /// </summary>
    public IEnumerable<(string Listener, (string Track, float Plays)[] Tracks)> Listeners()
    {
        foreach (var (listener, tracks) in _plays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var sorted = tracks
                .Select(pair => (pair.Key, (float)(pair.Value / Unit)))
                .ToArray();
            Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
            yield return (listener, sorted);
        }
    }
}
