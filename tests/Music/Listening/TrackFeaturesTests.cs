using Mixtape.Music.Blobs;
using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

public sealed class TrackFeaturesTests
{
    [Fact]
    public void Build_TracksWithAndWithoutFeatures_IsASortedBlockOfThose()
    {
        var block = Block(
            Track("a", ("tempo", 90), ("loudness", -7.5)), Track("b", ("tempo", 120), ("energy", 0)), Track("none"),
            new Track("x-empty", "x", "y", Features: new Dictionary<string, double>()));

        Assert.Equal(["a", "b"], block.Tracks);
        Assert.Equal(["energy", "loudness", "tempo"], block.Columns);
        Assert.Equal([1, 2], block.Indices[block.Row(0)]);
        Assert.Equal([-7.5f, 90], block.Values[block.Row(0)]);
        Assert.Equal([0, 2], block.Indices[block.Row(1)]);
        Assert.Equal([0, 120], block.Values[block.Row(1)]);
    }

    [Fact]
    public void Build_OfNothing_IsEmptyAndCanBeRead()
    {
        Assert.Empty(Block().Tracks);
        Assert.Empty(Block(Track("none")).Columns);
    }

    [Fact]
    public void Fill_OfABlockAndOfAnEntry_GiveTheSameRow()
    {
        var columns = new FeatureColumns(new IdTable(["energy", "tempo", "year"]));
        var track = Track("a", ("loudness", -7.5), ("tempo", 90), ("year", 1997));
        var block = Block(track);
        var (ofBlock, ofEntry) = (new float[3], new float[3]);

        Assert.Equal(2, FeatureColumns.Fill(block, columns.Map(block), 0, ofBlock));
        Assert.Equal(2, columns.Fill(track.Features!, ofEntry));

        Assert.Equal([float.NaN, 90, 1997], ofBlock);
        Assert.Equal(ofBlock, ofEntry);
    }

    [Fact]
    public void Build_MoreNamesThanABlockTakes_KeepsThoseOfMostTracks()
    {
        var tracks = Enumerable.Range(0, 40).Select(i => Track(
            $"track-{i:d2}", [("tempo", i), .. Enumerable.Range(0, 60).Select(j => ($"own-{i:d2}-{j:d2}", 1.0))]));

        var block = Block([.. tracks]);

        Assert.Equal(TrackFeaturesBuilder.MaximumColumns, block.Columns.Count);
        Assert.Contains("tempo", block.Columns);
        Assert.Equal(40, block.Tracks.Count);
        Assert.Equal(40, block.Indices.Count(column => block.Columns[column] == "tempo"));
    }

    [Fact]
    public void Build_NamesBeyondThoseThatAreCounted_AreLeftOut()
    {
        var own = Enumerable.Range(0, TrackFeaturesBuilder.MaximumNames / 64)
            .Select(i => Track($"a-{i:d4}", [.. Enumerable.Range(0, 64).Select(j => ($"own-{i:d4}-{j:d2}", 1.0))]));
        var late = Enumerable.Range(0, 30).Select(i => Track($"b-{i:d2}", ("late", i), ("own-0000-00", i)));

        var block = Block([.. own, .. late]);

        Assert.Contains("own-0000-00", block.Columns);
        Assert.DoesNotContain("late", block.Columns);
        Assert.Equal((TrackFeaturesBuilder.MaximumColumns, 1024 + 30), (block.Columns.Count, block.Tracks.Count));
    }

    [Fact]
    public void Commonest_OfSeveralBlocks_GoesByTracksThenByName()
    {
        var tally = new FeatureTally();
        tally.Add(Block([Track("1", ("a", 1), ("d", 1)), Track("2", ("d", 1), ("c", 1))]));
        tally.Add(Block([Track("3", ("b", 1), ("c", 1), ("d", 1))]));

        Assert.Equal(["d"], tally.Commonest(1));
        Assert.Equal(["c", "d"], tally.Commonest(2));
        Assert.Equal(["a", "c", "d"], tally.Commonest(3));
        Assert.Equal(["a", "b", "c", "d"], tally.Commonest(9));
    }

    private static TrackFeatures Block(params Track[] tracks)
    {
        var builder = new TrackFeaturesBuilder();
        foreach (var track in tracks) builder.Add(track);
        return builder.Build();
    }

    private static Track Track(string id, params (string Name, double Value)[] features) => new(
        id, "x", "y", Features: features.Length == 0 ? null : features.ToDictionary(feature => feature.Name, feature => feature.Value));
}
