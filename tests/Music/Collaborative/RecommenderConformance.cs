namespace Mixtape.Music.Tests.Collaborative;

/// <summary>What every recommender must do with matrices whose right answer is known by construction.</summary>
public abstract class RecommenderConformance
{
    private const int Size = 40;

    /// <summary>The score of every track for every listener [listeners][tracks].</summary>
    internal abstract Task<float[][]> ScoreAsync(PlayMatrix plays);

    [Fact]
    public async Task Score_CheckerboardWithoutItsDiagonal_RanksTheWithheldTrackFirst()
    {
        var scores = await ScoreAsync(Checkerboard());

        for (var u = 0; u < Size; u++)
        {
            var unheard = Enumerable.Range(0, Size).Where(i => (u + i) % 2 == 1 || i == u);
            Assert.Equal(u, unheard.MaxBy(i => scores[u][i]));
        }
    }

    [Fact]
    public async Task Score_HeardTracks_StandAboveTheOthers()
    {
        var scores = await ScoreAsync(Checkerboard());

        for (var u = 0; u < Size; u++)
        {
            var heard = Enumerable.Range(0, Size).Where(i => (u + i) % 2 == 0 && i != u).Min(i => scores[u][i]);
            var other = Enumerable.Range(0, Size).Where(i => (u + i) % 2 == 1).Max(i => scores[u][i]);
            Assert.True(heard > other + 0.5, $"Listener {u}: {heard} for a heard track, {other} for one of the other taste.");
        }
    }

    [Fact]
    public async Task Score_ListenerOrTrackWithoutPlays_IsFinite()
    {
        var plays = new PlayMatrix(5, 6);
        for (var u = 1; u < 5; u++) plays[u, u] = 1;
        Assert.All(await ScoreAsync(plays), row => Assert.All(row, score => Assert.True(float.IsFinite(score))));
    }

    [Fact]
    public async Task Score_Twice_SameBits() =>
        Assert.Equal(await ScoreAsync(PlayMatrix.Random(20, 15, 1)), await ScoreAsync(PlayMatrix.Random(20, 15, 1)));

    private static PlayMatrix Checkerboard()
    {
        var plays = new PlayMatrix(Size, Size);
        for (var u = 0; u < Size; u++)
            for (var i = u % 2; i < Size; i += 2)
                if (i != u) plays[u, i] = 1;
        return plays;
    }
}
