using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Evaluation;

/// <summary>
/// One listener's rankings while they are being made, block of tracks by block: first <see cref="Meet"/> each block that the
/// listener has entries with, then <see cref="Rank"/> every block, then <see cref="Describe"/> every block. What the listener
/// keeps does not grow with the catalogue. Not safe for concurrent use.
/// </summary>
/// <param name="row">The listener's row within its block.</param>
internal sealed class JudgedListener(int row)
{
    private readonly List<Wanted> _wanted = [];
    private readonly TopK _best = new(RankingSums.Depth);
    private readonly TopK _popular = new(RankingSums.Depth);
    private RankCounter _aboveWanted = new([]);
    private RankCounter _knownAboveWanted = new([]);
    private long[] _popularAbove = [];
    private long _candidates;
    private (long Key, int Listeners)[] _shown = [];

    /// <summary>The listener's row.</summary>
    public int Row { get; } = row;

    /// <summary>Tracks with plays that remain in training.</summary>
    public int Known { get; private set; }

    /// <summary>Whether there is anything to judge by.</summary>
    public bool HasWanted => _wanted.Count > 0;

    /// <summary>Notes what the listener knows of a block, and the scores of what is wanted.</summary>
    public void Meet(int block, MatrixTile tile, FactorMatrix listeners, FactorMatrix tracks, BlockPopularity popularity)
    {
        foreach (var strength in tile.Values.AsSpan(tile.Row(Row, includeHoldout: false)))
            if (strength > 0) Known++;
        var (first, count) = tile.Holdout(Row).GetOffsetAndLength(tile.Entries);
        for (var e = first; e < first + count; e++)
        {
            if (tile.Values[e] <= 0) continue;
            var track = tile.Columns[e];
            _wanted.Add(new Wanted(
                TrackKey.Of(block, track), tile.Values[e], Score(listeners[Row], tracks[track]), popularity.Score(track)));
        }
    }

    /// <summary>Ends the meeting.</summary>
    public void BeginRanking()
    {
        _aboveWanted = new RankCounter([.. _wanted.Select(track => (track.Score, track.Key))]);
        _knownAboveWanted = new RankCounter([.. _wanted.Select(track => (track.Popularity, track.Key))]);
        _popularAbove = new long[_wanted.Count];
    }

    /// <summary>Ranks the tracks of a block that the listener does not know.</summary>
    public void Rank(int block, MatrixTile? tile, FactorMatrix listeners, FactorMatrix tracks, BlockPopularity popularity)
    {
        var vector = listeners[Row];
        var known = tile is null ? [] : tile.Columns.AsSpan(tile.Row(Row, includeHoldout: false));
        var next = 0;
        for (var track = 0; track < tracks.Rows; track++)
        {
            if (next < known.Length && known[next] == track)
            {
                next++;
                continue;
            }

            var (score, key) = (Score(vector, tracks[track]), TrackKey.Of(block, track));
            _best.Add(score, key);
            _aboveWanted.Add(score, key);
        }

        _candidates += tracks.Rows - known.Length;
        popularity.Offer(_popular, known);
        foreach (var track in known) _knownAboveWanted.Add(popularity.Score(track), TrackKey.Of(block, track));
        for (var i = 0; i < _popularAbove.Length; i++) _popularAbove[i] += popularity.Above(_wanted[i].Popularity, _wanted[i].Key);
    }

    /// <summary>Ends the ranking.</summary>
    public void EndRanking() => _shown =
        [.. ShownOf(_best).Concat(ShownOf(_popular)).Distinct().Order().Select(key => (key, 0))];

    /// <summary>Notes how many listeners a block's tracks have that are shown.</summary>
    public void Describe(int block, int[] listeners)
    {
        foreach (ref var track in _shown.AsSpan())
            if (TrackKey.BlockOf(track.Key) == block) track.Listeners = listeners[TrackKey.RowOf(track.Key)];
    }

    /// <summary>The judgement.</summary>
    public Judgement Judge(PopularityHead head, long listeners)
    {
        var known = _knownAboveWanted.ToRanks();
        var popularRanks = Enumerable.Range(0, known.Length).Select(i => _popularAbove[i] - known[i]).ToArray();
        return new Judgement
        {
            Model = Sums(_best, _aboveWanted.ToRanks()),
            Popularity = Sums(_popular, popularRanks),
            ModelTracks = [.. ShownOf(_best)],
            PopularTracks = [.. ShownOf(_popular)],
        };

        RankingSums Sums(TopK best, long[] ranks)
        {
            var list = best.ToSortedArray().Select((entry, place) => Describe(entry.Row, place)).ToArray();
            var wanted = _wanted.Select((track, i) => new WantedTrack(ranks[i], track.Strength)).ToArray();
            return RankingSums.Of(list, wanted, _candidates);
        }

        RankedTrack Describe(long key, int place)
        {
            var isWanted = _wanted.Exists(track => track.Key == key);
            if (place >= RankingSums.Shown) return new RankedTrack(isWanted);
            var count = _shown[Array.FindIndex(_shown, track => track.Key == key)].Listeners;
            return new RankedTrack(isWanted, -Math.Log2(Math.Max(count, 1) / (double)listeners), head.Holds(count, key));
        }
    }

    private static IEnumerable<long> ShownOf(TopK best) =>
        best.ToSortedArray().Take(RankingSums.Shown).Select(entry => entry.Row);

    // What has no score stands below all that have one.
    private static float Score(ReadOnlySpan<float> listener, ReadOnlySpan<float> track)
    {
        var score = Dot.Product(listener, track);
        return float.IsNaN(score) ? float.NegativeInfinity : score;
    }

    private readonly record struct Wanted(long Key, float Strength, float Score, float Popularity);
}
