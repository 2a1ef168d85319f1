using Mixtape.Music.Blobs;
using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

/// <summary>Blocks, numbering and renumbering together, against a dictionary of pairs.</summary>
public sealed class BlockPlaysTests
{
    private const int ListenerBlocks = 3;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 500)]
    [InlineData(4, 500)]
    [InlineData(50, 2_000)]
    public async Task BuildNumberRenumber_RandomEvents_KeepEveryPair(int trackBlocks, int count)
    {
        var holdout = new HoldoutOptions { Fraction = 0.3, MinimumTracks = 8 };
        var counters = Enumerable.Range(0, ListenerBlocks).Select(_ => new PlayCounter(new InterestOptions(), SomeEvents.Now)).ToArray();
        foreach (var e in SomeEvents.Random(count, 5, listeners: 40, tracks: 60))
            counters[EventPartition.BlockOf(e.Listener, ListenerBlocks)].Add(e);
        var expected = new Dictionary<(string Listener, string Track), (float Plays, bool Held)>();
        foreach (var (listener, tracks) in counters.SelectMany(counter => counter.Listeners()))
            foreach (var (track, plays, _) in tracks)
                expected.Add((listener, track), (plays, plays > 0 && holdout.Holds(listener, track, tracks.Count(t => t.Plays > 0))));

        var built = counters.Select(counter => BlockPlays.Build(counter, trackBlocks, holdout)).ToArray();
        var found = new Dictionary<(string, string), (float, bool)>();
        for (var trackBlock = 0; trackBlock < trackBlocks; trackBlock++)
        {
            var numbering = new TrackNumbering();
            foreach (var (_, blocks) in built) numbering.Add(await StoredAsync(blocks[trackBlock]));
            var (tracks, training, all) = numbering.Build();
            Assert.All(tracks, track => Assert.Equal(trackBlock, BlockPlays.BlockOf(track, trackBlocks)));
            for (var row = 0; row < tracks.Count; row++)
            {
                var listeners = expected.Where(pair => pair.Key.Track == tracks[row] && pair.Value.Plays > 0).ToList();
                Assert.Equal((listeners.Count(pair => !pair.Value.Held), listeners.Count), (training[row], all[row]));
            }

            foreach (var (listeners, blocks) in built)
                foreach (var (pair, entry) in Entries(blocks[trackBlock].Renumber(tracks), listeners, tracks)) found.Add(pair, entry);
        }

        Assert.Equal(expected.Count, found.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Value, found[pair.Key]));
        if (count > 0) Assert.Contains(expected.Values, entry => entry.Held);
    }

    [Fact]
    public void Renumber_TableThatLacksTracks_LeavesThemOut()
    {
        var plays = new BlockPlays(new IdTable(["a", "c", "e"]), new MatrixTile(2, [0, 2, 3, 4, 4], [0, 1, 2, 1], [1, 2, 3, 4]));
        var tile = plays.Renumber(new IdTable(["b", "c", "d", "e", "f"]));
        MatrixTileTests.AssertEqual(new MatrixTile(2, [0, 1, 2, 3, 3], [1, 3, 1], [2, 3, 4]), tile);
    }

    [Fact]
    public async Task ToBytesAsync_NothingPlayed_IsEmpty() =>
        Assert.Empty(await new BlockPlays(new IdTable([]), new MatrixTile(1, [0, 0, 0], [], [])).ToBytesAsync(default));

    private static async Task<BlockPlays> StoredAsync(BlockPlays plays)
    {
        var bytes = await plays.ToBytesAsync(default);
        return bytes.Length == 0 ? plays : await BlockPlays.ReadAsync(new MemoryStream(bytes), default);
    }

    private static IEnumerable<((string, string) Pair, (float, bool) Entry)> Entries(MatrixTile tile, IdTable listeners, IdTable tracks)
    {
        Assert.Equal(listeners.Count, tile.Rows);
        for (var part = 0; part < 2 * tile.Rows; part++)
        {
            for (var e = tile.RowPointers[part]; e < tile.RowPointers[part + 1]; e++)
            {
                if (e > tile.RowPointers[part]) Assert.True(tile.Columns[e] > tile.Columns[e - 1]);
                yield return ((listeners[part / 2], tracks[tile.Columns[e]]), (tile.Values[e], part % 2 == 1));
            }
        }
    }
}
