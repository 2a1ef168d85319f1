using System.Text;
using System.Text.Json;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.SampleWorld;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Serving;

public sealed class GroupTests(GroupApp groups, TrainedApp trained) : IClassFixture<GroupApp>
{
    private static readonly string[] _heard =
        [.. SoundWorld.World.Tracks.Select(track => track.Id).Where(id => !GroupApp.HeardOtherwise.Contains(id))];

    [Fact]
    public async Task Genres_OfAWorldWithSound_AreItsGenres()
    {
        var genres = await GenresAsync();

        Assert.Equal(_heard.Length, genres.Sum(genre => genre.Tracks));
        Assert.Equal(genres.OrderByDescending(genre => genre.Tracks).Select(genre => genre.Group), genres.Select(genre => genre.Group));
        Assert.Equal(Enumerable.Range(0, genres.Length), genres.Select(genre => genre.Group).Order());
        Assert.Equal(genres.Length, groups.Generation.Manifest.Sound!.Groups);
        Assert.Equal(WorldTruth.Genres.Order(), genres.Select(genre => genre.Name).Order()); // and nothing that another network heard
        var fits = _heard.Count(track => groups.Generation.Groups!.NameOf(track) == SoundWorld.World.Truth.TrackGenres[track]);
        Assert.InRange(fits, 0.99 * _heard.Length, _heard.Length);
        foreach (var genre in genres)
        {
            Assert.Equal(5, genre.Typical.Count);
            Assert.All(genre.Typical, track => Assert.Equal(SoundWorld.World.Truth.TrackGenres[track.Track], genre.Name));
            Assert.All(genre.Typical, track => Assert.NotNull(track.Title));
        }

        var note = groups.Training.GetProperty("stages").EnumerateArray().Single(stage => stage.GetProperty("name").GetString() == "groups")
            .GetProperty("note").GetString();
        Assert.StartsWith($"{_heard.Length} tracks in {genres.Length} groups that sound alike, found from {_heard.Length} ", note);
    }

    [Fact]
    public async Task GenreTracks_ByNameOrNumber_AreTheMostTypical()
    {
        foreach (var genre in await GenresAsync())
        {
            var byName = await groups.App.GetAsync($"/api/genres/{Uri.EscapeDataString(genre.Name.ToUpperInvariant())}/tracks?count=7");
            var byNumber = await groups.App.GetAsync($"/api/genres/{genre.Group}/tracks?count=7");

            Assert.Equal(genre.Name, byName.GetProperty("genre").GetString());
            Assert.Equal(byName.ToString(), byNumber.ToString());
            Assert.Equal(7, MixtapeApp.TrackIds(byName).Length);
            Assert.Equal(genre.Typical.Select(track => track.Track), MixtapeApp.TrackIds(byName).Take(5));
            Assert.All(MixtapeApp.TrackIds(byName), track => Assert.Equal(genre.Name, groups.Generation.Groups!.NameOf(track)));
        }
    }

    [Fact]
    public async Task Map_OfAWorldWithSound_HasAllThatWasHeardWithTitles()
    {
        var map = await groups.App.GetAsync("/api/map");
        var points = map.GetProperty("points").Deserialize<MapTrack[]>(JsonSerializerOptions.Web)!;

        Assert.Equal(_heard.Order(StringComparer.Ordinal), points.Select(point => point.Track));
        Assert.All(points, point => Assert.True(Math.Abs(point.X) <= 1 && Math.Abs(point.Y) <= 1));
        var names = map.GetProperty("genres").Deserialize<MapGenre[]>(JsonSerializerOptions.Web)!;
        Assert.All(points, point => Assert.Equal(names[point.Group].Name, groups.Generation.Groups!.NameOf(point.Track)));
        Assert.Equal(GroupApp.Markup, points.Single(point => point.Track == GroupApp.Hostile.Id).Title);
    }

    [Fact]
    public async Task SimilarTracks_SayTheirGenre()
    {
        var answer = await groups.App.GetAsync($"/api/tracks/{_heard[3]}/similar?by=audio&count=10");
        Assert.All(answer.GetProperty("tracks").EnumerateArray(), track => Assert.Equal(
            groups.Generation.Groups!.NameOf(track.GetProperty("track").GetString()!), track.GetProperty("genre").GetString()));
        Assert.Null(groups.Generation.Groups!.NameOf(GroupApp.HeardOtherwise.First()));
    }

    [Theory]
    [InlineData("/api/genres/no%20such/tracks", 404, "GET /api/genres")]
    [InlineData("/api/genres/1000/tracks", 404, "GET /api/genres")]
    [InlineData("/api/genres/-1/tracks", 404, "GET /api/genres")]
    [InlineData("/api/genres/0/tracks?count=101", 400, "1 to 100")]
    public async Task GenreTracks_OfNone_SayWhatThereIs(string path, int status, string text) =>
        await AssertProblemAsync(groups.App, path, status, text);

    [Theory]
    [InlineData("/api/genres")]
    [InlineData("/api/genres/0/tracks")]
    [InlineData("/api/map")]
    public async Task GenerationWithoutSound_SaysWhatToSend(string path) =>
        await AssertProblemAsync(trained.App, path, 404, "/api/tracks/{id}/audio");

    [Fact]
    public async Task GenerationWithoutSound_HasNoGroups()
    {
        var store = trained.App.Service<IBlobStore>();
        var id = trained.Training.GetProperty("generation").GetString()!;
        Assert.Null((await Generation.LoadAsync(store, id, default)).Groups);
        await foreach (var blob in store.ListAsync(GenerationManifest.Folder(id)))
            Assert.DoesNotMatch("groups|catalogue-map", blob.Name);
    }

    [Theory]
    [InlineData("catalogue-map.json", "flip")]
    [InlineData("catalogue-map.json", "delete")]
    [InlineData("tracks/0000000.groups", "cut")]
    [InlineData("tracks/0000000.groups", "flip")]
    public async Task DamagedBlob_GenerationIsRefused(string part, string damage)
    {
        var store = groups.App.Service<IBlobStore>();
        var name = GenerationManifest.Folder(groups.Generation.Id) + part;
        var before = await ReadAsync(store, name);
        var bytes = before.ToArray();
        if (damage == "flip") bytes[bytes.Length / 2] ^= 1;
        try
        {
            if (damage == "delete") await store.DeleteAsync(name);
            else await WriteAsync(store, name, damage == "cut" ? bytes[..(bytes.Length / 2)] : bytes);
            await AssertRefusedAsync(store, "missing or not what the manifest says");
        }
        finally
        {
            await WriteAsync(store, name, before);
        }
    }

    [Fact]
    public async Task ManifestOfOtherGroups_IsRefused()
    {
        var store = groups.App.Service<IBlobStore>();
        var name = GenerationManifest.Name(groups.Generation.Id);
        var before = await ReadAsync(store, name);
        var count = groups.Generation.Manifest.Sound!.Groups;
        try
        {
            var forged = Encoding.UTF8.GetString(before).Replace($"\"groups\": {count},", $"\"groups\": {count - 1},");
            await WriteAsync(store, name, Encoding.UTF8.GetBytes(forged));
            await AssertRefusedAsync(store, $"has {count - 1} groups");
        }
        finally
        {
            await WriteAsync(store, name, before);
        }
    }

    private static async Task AssertProblemAsync(MixtapeApp app, string path, int status, string text)
    {
        var answer = await app.Client.GetAsync(path);
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(text, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<byte[]> ReadAsync(IBlobStore store, string name)
    {
        await using var stream = await store.OpenReadAsync(name);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static Task WriteAsync(IBlobStore store, string name, byte[] bytes) =>
        store.WriteAsync(name, (stream, cancellation) => stream.WriteAsync(bytes, cancellation).AsTask());

    private async Task AssertRefusedAsync(IBlobStore store, string because)
    {
        var refused = await Assert.ThrowsAsync<CorruptBlobException>(() => Generation.LoadAsync(store, groups.Generation.Id, default));
        Assert.Contains(because, refused.Message);
        Assert.Contains("train again", refused.Message);
    }

    private async Task<Genre[]> GenresAsync() =>
        (await groups.App.GetAsync("/api/genres")).GetProperty("genres").Deserialize<Genre[]>(JsonSerializerOptions.Web)!;
}
