using Mixtape.Music.Neighbours;

namespace Mixtape.Music.Tests.Neighbours;

public sealed class NeighbourVoteTests
{
    [Fact]
    public void Rank_ThreeNeighbours_SharesTheirLikeness()
    {
        var vote = new NeighbourVote();
        vote.Add(0.5f, [1, 2, 7], [3, 1, 1]);
        vote.Add(0.25f, [2, 3], [10, 1]);
        vote.Add(0.25f, [3, 9], [1, 1]);

        var ranked = vote.Rank(4, [7]);

        Assert.Equal(3, vote.Listeners);
        Assert.Equal([new(0.75f, 2, 2), new(0.5f, 1, 1), new(0.5f, 3, 2), new(0.25f, 9, 1)], ranked);
    }

    [Fact]
    public void Add_SkippedTrackOrNobodyAlike_HasNoVote()
    {
        var vote = new NeighbourVote();
        vote.Add(0.5f, [1, 2], [0, 1]);
        vote.Add(0, [4], [1]);
        vote.Add(-0.5f, [5], [1]);
        vote.Add(float.NaN, [6], [1]);

        Assert.Equal(1, vote.Listeners);
        Assert.Equal([new NeighbourTrack(1, 2, 1)], vote.Rank(10, []));
    }

    [Fact]
    public void Rank_EqualScores_TakesTheLowerRowsInAnyOrderOfRows()
    {
        var vote = new NeighbourVote();
        vote.Add(1, [9, 3, 6, 1], [1, 1, 1, 1]);

        Assert.Equal([1, 6], vote.Rank(2, [3]).Select(track => track.Row));
    }

    [Fact]
    public void Rank_NoVotes_IsEmpty()
    {
        Assert.Empty(new NeighbourVote().Rank(5, []));
        var vote = new NeighbourVote();
        vote.Add(1, [1, 2], [1, 1]);
        Assert.Empty(vote.Rank(5, [1, 2]));
        Assert.Empty(vote.Rank(0, []));
    }
}
