using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Weekly;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Weekly;

public sealed class DiscoverWeeklyTests
{
    [Fact]
    public async Task Batch_ForEveryListener_ThirtyUnheardTracksTwoPerArtist()
    {
        await using var app = await MixtapeApp.StartAsync();
        var world = MixtapeApp.SmallWorld;
        await app.SendAsync(world);
        await app.TrainAsync();
        var artists = world.Tracks.ToDictionary(track => track.Id, track => track.ArtistId ?? track.Artist);
        var heard = world.Events.ToLookup(e => e.Listener, e => e.Track);

        var batch = await BuildAsync(app);

        Assert.Equal(world.Listeners.Count, batch.GetProperty("done").GetInt64());
        foreach (var listener in world.Listeners)
        {
            var playlist = await ReadAsync(app, listener);
            var tracks = playlist!.Tracks.Select(track => track.Track).ToArray();
            Assert.Equal(30, tracks.Distinct().Count());
            Assert.Empty(tracks.Intersect(heard[listener]));
            Assert.All(tracks.CountBy(track => artists[track]), artist => Assert.InRange(artist.Value, 1, 2));
            Assert.All(playlist.Tracks, track => Assert.NotEmpty(track.Reason.Text));
        }
    }

    [Fact]
    public async Task Playlist_OnceBuilt_StaysAllWeekAndANewOneComesOnMondayAtSix()
    {
        var time = new SetTime(DateTimeOffset.Parse("2026-03-04T12:00:00Z"));
        await using var app = await MixtapeApp.StartAsync(null, time, "--Mixtape:TimeZone=Asia/Tokyo");
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.TrainAsync();
        await BuildAsync(app);
        var listener = MixtapeApp.SmallWorld.Listeners[3];
        var first = await app.GetAsync($"/api/users/{listener}/discover-weekly");
        Assert.Equal("2026-W10", first.GetProperty("week").GetString());

        await app.SendAsync(MixtapeApp.TrackIds(first).Select(track =>
            new ListeningEvent(listener, track, time.GetUtcNow(), 200_000, EventKind.Stream)));
        await BuildAsync(app);
        Assert.Equal(first.ToString(), (await app.GetAsync($"/api/users/{listener}/discover-weekly")).ToString());

        time.Now = DateTimeOffset.Parse("2026-03-08T20:59:00Z"); // 05:59 on Monday in Tokyo
        Assert.Equal(first.ToString(), (await app.GetAsync($"/api/users/{listener}/discover-weekly")).ToString());

        time.Now = DateTimeOffset.Parse("2026-03-08T21:00:00Z");
        await app.Client.PostAsync("/admin/functions/DiscoverWeeklyOnMonday", null);
        await app.WaitAsync("/api/discover-weekly/discover-weekly-2026-W11");
        var second = await app.GetAsync($"/api/users/{listener}/discover-weekly");
        Assert.Equal("2026-W11", second.GetProperty("week").GetString());
        Assert.Empty(MixtapeApp.TrackIds(second).Intersect(MixtapeApp.TrackIds(first)));
        Assert.Equal(first.ToString(), (await app.GetAsync($"/api/users/{listener}/discover-weekly?week=2026-W10")).ToString());
    }

    [Fact]
    public async Task Batch_StartedManyTimesAtOnce_RunsOnceAndEveryoneIsToldOfIt()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.TrainAsync(new { iterations = 2 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Client.PostAsync("/api/discover-weekly", null)));

        Assert.All(answers, answer => Assert.Equal(202, (int)answer.StatusCode));
        var location = Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        var batch = await app.WaitAsync(location);
        Assert.Equal(MixtapeApp.SmallWorld.Listeners.Count, batch.GetProperty("done").GetInt64());
    }

    [Fact]
    public async Task Playlist_OfAListenerTheBatchMissed_IsBuiltWhenAskedFor()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.TrainAsync();
        await BuildAsync(app);
        var played = MixtapeApp.SmallWorld.Tracks.Take(5).Select(track => track.Id).ToArray();
        await app.SendAsync(played.Select(track => new ListeningEvent("late", track, DateTimeOffset.UtcNow, 200_000, EventKind.Stream)));

        var playlist = await app.GetAsync("/api/users/late/discover-weekly");
        var stranger = await app.GetAsync("/api/users/stranger/discover-weekly");

        Assert.Empty(MixtapeApp.TrackIds(playlist).Intersect(played));
        Assert.Equal(playlist.ToString(), (await app.GetAsync("/api/users/late/discover-weekly")).ToString());
        Assert.Equal("popularity", stranger.GetProperty("tracks")[0].GetProperty("reason").GetProperty("model").GetString());
        Assert.Null(await ReadAsync(app, "stranger"));
    }

    private static Task<WeeklyPlaylist?> ReadAsync(MixtapeApp app, string listener)
    {
        var playlists = app.Service<WeeklyPlaylists>();
        return playlists.ReadAsync(playlists.DiscoverWeekly, listener, playlists.DiscoverWeekly.DueWeek, default);
    }

    private static async Task<JsonElement> BuildAsync(MixtapeApp app)
    {
        var answer = await app.Client.PostAsync("/api/discover-weekly", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var started = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return await app.WaitAsync(started.GetProperty("statusUrl").GetString()!);
    }
}
