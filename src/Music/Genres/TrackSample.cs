using Mixtape.Numerics;

namespace Mixtape.Music.Genres;

/// <summary>
/// Draws some of many tracks by their ids' hashes: the same whatever order they come in, in memory for those drawn. Not safe for concurrent
/// use.
/// </summary>
/// <param name="most">How many at most.</param>
public sealed class TrackSample(int most)
{
    // Draws otherwise than blocks and holdouts are drawn, which would leave out whole ones.
    private const ulong Seed = 0x47524f5550;

    private readonly PriorityQueue<SampledTrack, ulong> _drawn = new(); // the one with the greatest hash comes out first

    /// <summary>Those drawn, in ordinal order of id.</summary>
    public IReadOnlyList<SampledTrack> Tracks =>
        [.. _drawn.UnorderedItems.Select(item => item.Element).OrderBy(track => track.Id, StringComparer.Ordinal)];

    /// <summary>Those of <paramref name="tracks"/> whose ids have the smallest hashes, in ordinal order of id.</summary>
    public static IReadOnlyList<SampledTrack> Of(IEnumerable<SampledTrack> tracks, int most)
    {
        var sample = new TrackSample(most);
        foreach (var track in tracks) sample.Add(track.Id, track.Embedding, track);
        return sample.Tracks;
    }

    /// <summary>Adds a track; the embedding is copied if it is drawn.</summary>
    public void Add(string id, ReadOnlySpan<float> embedding) => Add(id, embedding, null);

    private void Add(string id, ReadOnlySpan<float> embedding, SampledTrack? track)
    {
        var priority = ~StableHash.Of(id, Seed);
        if (_drawn.Count == most && _drawn.TryPeek(out _, out var first) && first >= priority) return;
        _drawn.Enqueue(track ?? new SampledTrack(id, embedding.ToArray()), priority);
        if (_drawn.Count > most) _drawn.Dequeue();
    }
}
