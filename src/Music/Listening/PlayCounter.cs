namespace Mixtape.Music.Listening;

/// <summary>
/// Turns the events of listeners into weighted plays r per listener and track. An event that comes again, in whatever
/// batch and order, counts once; where callers give one id to events that differ, the one with the least content hash counts, so
/// the order of arrival never matters, to the last bit. Not safe for concurrent use.
/// </summary>
/// <param name="options">What events weigh.</param>
/// <param name="asOf">The time at which they are weighed.</param>
public sealed class PlayCounter(InterestOptions options, DateTimeOffset asOf)
{
    // Weights are summed as whole multiples of 2^-20: integer sums do not depend on the order of addition.
    private const double Unit = 1 << 20;

    private readonly HashSet<UInt128> _seen = [];
    private readonly Dictionary<UInt128, (UInt128 Content, ListeningEvent Event)> _named = [];
    private readonly Dictionary<string, Dictionary<string, (long Units, long First)>> _plays = new(StringComparer.Ordinal);

    /// <summary>The time at which events are weighed.</summary>
    public DateTimeOffset AsOf { get; } = asOf;

    /// <summary>Events counted, repetitions left out.</summary>
    public long Events => _seen.Count;

    /// <summary>Counts an event; false where one with its identity was added before.</summary>
    public bool Add(ListeningEvent e)
    {
        var identity = EventIdentity.Of(e);
        var isNew = _seen.Add(identity);
        if (e.Id is null)
        {
            if (isNew) Count(e);
            return isNew;
        }

        var content = EventIdentity.Of(e with { Id = null });
        if (isNew || content < _named[identity].Content) _named[identity] = (content, e);
        return isNew;
    }

    /// <summary>
    /// The weighted plays of each listener, in ordinal order of listener and track. A track whose events are all skips
    /// is there with 0. To be called once, after the last event.
    /// </summary>
    public IEnumerable<(string Listener, PlayedTrack[] Tracks)> Listeners()
    {
        foreach (var (_, e) in _named.Values) Count(e);
        _named.Clear();
        foreach (var (listener, tracks) in _plays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var sorted = tracks
                .Select(pair => new PlayedTrack(
                    pair.Key, (float)(pair.Value.Units / Unit), DateTimeOffset.FromUnixTimeMilliseconds(pair.Value.First)))
                .ToArray();
            Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Track, b.Track));
            yield return (listener, sorted);
        }
    }

    private void Count(ListeningEvent e)
    {
        if (!_plays.TryGetValue(e.Listener, out var tracks))
            _plays.Add(e.Listener, tracks = new Dictionary<string, (long, long)>(StringComparer.Ordinal));
        // Held at the cap after each addition, a sum can neither overflow nor depend on the order.
        var cap = options.MaximumPlays * Unit;
        var units = (long)Math.Round(Math.Min(options.Weigh(e, AsOf) * Unit, cap));
        var at = e.Timestamp.ToUnixTimeMilliseconds();
        tracks[e.Track] = tracks.TryGetValue(e.Track, out var sum)
            ? ((long)Math.Min(sum.Units + units, cap), Math.Min(sum.First, at))
            : (units, at);
    }
}
