using System.Text.Json;
using Mixtape.Music.Audio;
using Mixtape.Music.Genres;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Genres;

public sealed class MicroGenresTests
{
    private const int Width = 64;

    private static readonly string[] _genres = ["ambient", "bebop", "cumbia", "dub", "emo", "funk"];

    [Fact]
    public void Fit_PlantedGroups_FindsThemAndNamesThem()
    {
        var tracks = Planted(6, 50);

        var genres = MicroGenres.Fit(tracks, new MicroGenreOptions())!;

        Assert.Equal(_genres.Order(), genres.Names.Order());
        Assert.Equal((300, 6), (genres.Sample, genres.Middles.Length));
        Assert.InRange(genres.Silhouette, 0.5, 1);
        foreach (var track in Planted(6, 20, first: 1_000)) // none of the sample
            Assert.Equal(track.Features!.Genre, genres.Names[genres.Nearest(track.Embedding).Group]);
    }

    [Fact]
    public void Fit_PlantedGroups_PutsThemOnAMapWhereGroupsStayTogether()
    {
        var genres = MicroGenres.Fit(Planted(3, 40), new MicroGenreOptions())!;

        Assert.Equal(120, genres.Points.Length);
        Assert.Equal(genres.Points.Select(point => point.Track).Order(StringComparer.Ordinal), genres.Points.Select(point => point.Track));
        Assert.All(genres.Points, point => Assert.True(Math.Abs(point.X) <= 1 && Math.Abs(point.Y) <= 1));
        Assert.Equal(2, Math.Max(Range(point => point.X), Range(point => point.Y)), 1e-3); // the longer side is filled
        var nearest = genres.Points.Select(point => genres.Points.Where(other => other != point)
            .MinBy(other => Math.Pow(other.X - point.X, 2) + Math.Pow(other.Y - point.Y, 2))!);
        Assert.All(genres.Points.Zip(nearest), pair => Assert.Equal(Planter(pair.First.Track), Planter(pair.Second.Track)));

        double Range(Func<MapPoint, float> axis) => genres.Points.Max(axis) - genres.Points.Min(axis);
    }

    [Fact]
    public void Fit_AnyOrderAndThreads_GivesTheSameBytes()
    {
        var tracks = Planted(5, 60);
        var options = new MicroGenreOptions { MaximumSample = 200, MaximumPoints = 90 };
        var one = JsonSerializer.Serialize(MicroGenres.Fit(tracks, options));

        Assert.Equal(one, JsonSerializer.Serialize(MicroGenres.Fit(tracks, options, threads: 3)));
        Assert.Equal(one, JsonSerializer.Serialize(MicroGenres.Fit(tracks.Reverse(), options)));
        var read = JsonSerializer.Deserialize<MicroGenres>(one)!;
        Assert.Equal((200, 90), (read.Sample, read.Points.Length));
        Assert.Equal(one, JsonSerializer.Serialize(read));
    }

    [Fact]
    public void Fit_AMillionTimesTheLength_ChangesNothing()
    {
        var tracks = Planted(4, 20);
        var longer = Array.ConvertAll(tracks, track => track with { Embedding = Array.ConvertAll(track.Embedding, x => x * (1 << 20)) });

        var (genres, same) = (MicroGenres.Fit(tracks, new MicroGenreOptions())!, MicroGenres.Fit(longer, new MicroGenreOptions())!);

        Assert.Equal(JsonSerializer.Serialize(genres), JsonSerializer.Serialize(same));
        Assert.Equal(genres.Nearest(tracks[0].Embedding), genres.Nearest(Array.ConvertAll(tracks[0].Embedding, x => MathF.ScaleB(x, 100))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void Fit_TooFewTracks_IsNull(int count) => Assert.Null(MicroGenres.Fit(Planted(1, count), new MicroGenreOptions()));

    [Fact]
    public void Fit_LeastTracks_GivesTwoGroupsAtMost() =>
        Assert.InRange(MicroGenres.Fit(Planted(4, 4), new MicroGenreOptions())!.Names.Length, 1, 2);

    [Fact]
    public void Fit_TracksOfOneSound_AreOneGroupInTheMiddle()
    {
        var embedding = Planted(1, 1)[0].Embedding;
        var tracks = Enumerable.Range(0, 40).Select(i => new SampledTrack($"t{i}", embedding));

        var genres = MicroGenres.Fit(tracks, new MicroGenreOptions())!;

        Assert.Equal(["music"], genres.Names);
        Assert.All(genres.Points, point => Assert.Equal((0f, 0f, 0), (point.X, point.Y, point.Group)));
        Assert.Equal(0, genres.Nearest(embedding).Distance, 1e-6);
    }

    [Fact]
    public void Nearest_OtherWidth_Throws() => Assert.Contains(
        "train again",
        Assert.Throws<ArgumentException>(() => MicroGenres.Fit(Planted(2, 20), new MicroGenreOptions())!.Nearest(new float[12])).Message);

    [Fact]
    public void Members_OfBlocks_AddUpToThoseOfAll()
    {
        var tracks = Planted(3, 250);
        var genres = MicroGenres.Fit(tracks, new MicroGenreOptions { MaximumSample = 100 })!;

        var (groups, whole) = Members(genres, tracks);
        var parts = tracks.Chunk(120).Select(chunk => Members(genres, chunk).Members)
            .Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

        Assert.Equal(JsonSerializer.Serialize(whole), JsonSerializer.Serialize(parts));
        var map = genres.ToMap(whole);
        Assert.Equal(750, map.Groups.Sum(group => group.Tracks));
        for (var group = 0; group < map.Groups.Count; group++)
        {
            Assert.Equal(groups.Count(own => own == group), map.Groups[group].Tracks);
            Assert.Equal(Math.Min(100, (int)map.Groups[group].Tracks), map.Groups[group].Typical.Count);
            var distances = whole[group].Nearest.Select(member => member.Distance).ToArray();
            Assert.Equal(distances.Order(), distances);
        }
    }

    [Fact]
    public void TrackSample_MoreThanItTakes_KeepsTheSameOnesInAnyOrder()
    {
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(i => $"t{i}")];
        var (forth, back) = (new TrackSample(50), new TrackSample(50));
        foreach (var id in ids) forth.Add(id, [1]);
        foreach (var id in ids.Reverse()) back.Add(id, [1]);

        string[] drawn = [.. forth.Tracks.Select(track => track.Id)];
        Assert.Equal(50, drawn.Length);
        Assert.Equal(drawn, back.Tracks.Select(track => track.Id));
        // Fewer of them are the ones with the smallest hashes of those.
        var fewer = TrackSample.Of(forth.Tracks, 10).Select(track => track.Id).ToArray();
        Assert.Equal(10, fewer.Length);
        Assert.All(fewer, id => Assert.Contains(id, drawn));
    }

    private static (int[] Groups, GroupMembers[] Members) Members(MicroGenres genres, SampledTrack[] tracks)
    {
        var embeddings = new FactorMatrix(tracks.Length, Width);
        for (var row = 0; row < tracks.Length; row++) tracks[row].Embedding.CopyTo(embeddings[row]);
        return GroupMembers.Of(genres, Array.ConvertAll(tracks, track => track.Id), embeddings);
    }

    /// <summary>Tracks around as many points, each with a genre of its own; every tenth was not heard out.</summary>
    private static SampledTrack[] Planted(int groups, int each, int first = 0)
    {
        var tracks = new List<SampledTrack>();
        for (var i = 0; i < groups * each; i++)
        {
            var (group, random) = (i % groups, new SeededRandom((ulong)(first + i + 1)));
            var middle = new SeededRandom((ulong)(77 + group));
            var embedding = new float[Width];
            for (var e = 0; e < Width; e++) embedding[e] = (float)(middle.NextGaussian() + 0.25 * random.NextGaussian());
            var isHeard = first > 0 || i % 10 != 9;
            tracks.Add(new SampledTrack(
                $"{_genres[group]}-{first + i}", embedding, isHeard ? new AudioFeatures { Seconds = 180, Genre = _genres[group] } : null));
        }

        return [.. tracks];
    }

    private static string Planter(string track) => track.Split('-')[0];
}
