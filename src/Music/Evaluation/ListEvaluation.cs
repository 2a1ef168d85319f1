namespace Mixtape.Music.Evaluation;

/// <summary>
/// Judges ranked lists, whatever made them. A list need not hold every candidate: those that it leaves out stand behind it in no
/// particular order, so a wanted one among them counts as if it stood in the middle. Not safe for concurrent use.
/// </summary>
/// <param name="trackListeners">How many listeners each track has in training.</param>
/// <param name="listeners">Listeners in all.</param>
public sealed class ListEvaluation(int[] trackListeners, long listeners)
{
    private readonly HashSet<int> _shown = [];
    private readonly PopularityHead _head = PopularityHead.Of(trackListeners);
    private RankingSums _sums = RankingSums.None;

    /// <summary>Judges one listener's list.</summary>
    /// <param name="list">Tracks, best first; none of them known from training, none twice.</param>
    /// <param name="wanted">The held-out tracks with what their plays say; a listener without any is left out.</param>
    /// <param name="known">How many tracks the listener knows from training.</param>
    /// <exception cref="ArgumentException">A track stands twice in the list.</exception>
    public void Add(ReadOnlySpan<int> list, IReadOnlyDictionary<int, float> wanted, int known)
    {
        if (wanted.Count == 0) return;
        var places = new Dictionary<int, int>(list.Length);
        var ranked = new RankedTrack[list.Length];
        for (var place = 0; place < list.Length; place++)
        {
            var track = list[place];
            if (!places.TryAdd(track, place)) throw new ArgumentException($"Track {track} stands twice in the list.", nameof(list));
            if (place < RankingSums.Shown) _shown.Add(track);
            ranked[place] = new RankedTrack(
                wanted.ContainsKey(track),
                -Math.Log2(Math.Max(trackListeners[track], 1) / (double)listeners),
                _head.Holds(trackListeners[track], TrackKey.Of(0, track)));
        }

        var candidates = trackListeners.Length - known;
        var middle = (list.Length + candidates - 1) / 2.0;
        var ranks = wanted.Select(pair => new WantedTrack(
            places.TryGetValue(pair.Key, out var place) ? place : middle, pair.Value));
        _sums += RankingSums.Of(ranked, [.. ranks], candidates);
    }

    /// <summary>The means over the lists added.</summary>
    public RankingMetrics Mean() => _sums.Mean(_shown.Count);
}
