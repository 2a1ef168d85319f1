using Mixtape.Numerics;

namespace Mixtape.Music.Neighbours;

/// <summary>
/// Lets the listeners nearest to somebody say what they play: the k-nearest-neighbours recommender of the early systems (Resnick et al.
/// 1994), for plays instead of ratings. Each neighbour counts for each track that they play as much as they are like the listener. Not
/// safe for concurrent use.
/// </summary>
public sealed class NeighbourVote
{
    private readonly Dictionary<int, (float Likeness, int Listeners)> _tracks = [];
    private float _likeness;

    /// <summary>How many neighbours have voted.</summary>
    public int Listeners { get; private set; }

    /// <summary>Adds a neighbour; one who is not like the listener at all (likeness 0 or less) has no vote.</summary>
    /// <param name="likeness">The cosine of both vectors.</param>
    /// <param name="rows">The tracks that the neighbour knows, each once.</param>
    /// <param name="plays">The weighted plays of each; a track that was only skipped (0) gets no vote.</param>
    public void Add(float likeness, ReadOnlySpan<int> rows, ReadOnlySpan<float> plays)
    {
        if (!(likeness > 0)) return;
        Listeners++;
        _likeness += likeness;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!(plays[i] > 0)) continue;
            var (sum, listeners) = _tracks.GetValueOrDefault(rows[i]);
            _tracks[rows[i]] = (sum + likeness, listeners + 1);
        }
    }

    /// <summary>
    /// The tracks with most votes, and how many neighbours play each. A score is the share of all likeness that plays the track, 0 to 1.
    /// </summary>
    /// <param name="count">How many at most.</param>
    /// <param name="known">Tracks to leave out, rising.</param>
    public IReadOnlyList<NeighbourTrack> Rank(int count, ReadOnlySpan<int> known)
    {
        var best = new TopRows(Math.Min(count, _tracks.Count));
        foreach (var (row, (likeness, _)) in _tracks)
            if (known.BinarySearch(row) < 0) best.Add(likeness / _likeness, row);
        return Array.ConvertAll(
            best.ToSortedArray(), entry => new NeighbourTrack(entry.Score, (int)entry.Row, _tracks[(int)entry.Row].Listeners));
    }
}

/// <summary>A track that neighbours play.</summary>
/// <param name="Score">The share of all neighbours' likeness that plays it.</param>
/// <param name="Row">The track.</param>
/// <param name="Listeners">How many neighbours play it.</param>
public readonly record struct NeighbourTrack(float Score, int Row, int Listeners);
