using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Weekly;
using Mixtape.Music.Listening;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions.Tests.Weekly;

public sealed class ReleaseRadarTests(RadarApp radar) : IClassFixture<RadarApp>
{
    private static readonly IsoWeek _week = new(2026, 10);

    private WeeklyPlaylists Playlists => radar.App.Service<WeeklyPlaylists>();

    [Fact]
    public async Task Batch_ForEveryListener_UnheardReleasesOfTheWindowTheClosestFirst()
    {
        var catalogue = await radar.App.Service<Catalogue>().GetAsync(
            [.. SoundWorld.World.Tracks.Select(track => track.Id), .. RadarApp.Fresh.Keys, .. RadarApp.Edges.Select(edge => edge.Id)], default);
        var followed = SoundWorld.World.Follows.ToLookup(follow => follow.Listener, follow => follow.Artist);
        var heard = SoundWorld.Events.ToLookup(e => e.Listener, e => e.Track);

        var answer = await radar.App.Client.PostAsync("/api/release-radar", null);
        Assert.Equal("/api/release-radar/release-radar-2026-W10", answer.Headers.Location!.ToString());
        var batch = await radar.App.WaitAsync(answer.Headers.Location.ToString());

        Assert.Equal(radar.Generation.Manifest.Shape.Listeners, batch.GetProperty("done").GetInt64());
        var (models, fresh) = (new Dictionary<string, int>(), 0);
        foreach (var listener in heard.Select(listener => listener.Key))
        {
            var tracks = (await Playlists.ReadAsync(Playlists.ReleaseRadar, listener, _week, default))!.Tracks;
            Assert.Equal(30, tracks.Select(track => track.Track).Distinct().Count());
            Assert.Empty(tracks.Select(track => track.Track).Intersect(heard[listener]));
            Assert.All(tracks, track => Assert.InRange(catalogue[track.Track].ReleaseDate!.Value, RadarApp.First, RadarApp.Today));
            Assert.All(tracks.CountBy(track => catalogue[track.Track].ArtistKey()), artist => Assert.InRange(artist.Value, 1, 2));
            Assert.Equal(tracks.OrderBy(track => Closeness(track.Reason.Model)).ThenByDescending(track => track.Score), tracks);
            var plays = heard[listener].Select(track => catalogue[track].ArtistId).ToHashSet();
            foreach (var track in tracks)
            {
                models[track.Reason.Model] = models.GetValueOrDefault(track.Reason.Model) + 1;
                var (artist, text) = (catalogue[track.Track], track.Reason.Text);
                Assert.Equal(followed[listener].Contains(artist.ArtistId), text == $"You follow {artist.Artist}.");
                if (track.Reason.Model == "plays")
                {
                    Assert.Contains(artist.ArtistId, plays);
                    Assert.Equal($"You play {artist.Artist}.", text);
                    Assert.NotEmpty(track.Reason.Because);
                    Assert.All(track.Reason.Because, own => Assert.Equal(artist.ArtistId, catalogue[own.Track].ArtistId));
                }

                if (track.Reason.Model == "sound") Assert.StartsWith("It sounds like ", text);
                if (!RadarApp.Fresh.ContainsKey(track.Track)) continue;
                fresh++;
                Assert.True(track.Predicted);
                Assert.NotEqual("als", track.Reason.Model);
            }
        }

        Assert.True(fresh > 240, $"{fresh}");
        Assert.All(new[] { "follows", "plays", "sound" }, model => Assert.InRange(models.GetValueOrDefault(model), 50, 7_000));
    }

    [Fact]
    public async Task Window_ItsEdgesAndMovedDates_HoldAsTheCatalogueSaysToday()
    {
        await FollowAsync("edgy", "edges", "moved");

        var playlist = await radar.App.GetAsync("/api/users/edgy/release-radar");

        var followed = playlist.GetProperty("tracks").EnumerateArray()
            .Where(track => track.GetProperty("reason").GetProperty("model").GetString() == "follows")
            .Select(track => track.GetProperty("track").GetString()!);
        Assert.Equal(["first-day", "moved-in", "moved-within"], followed.Order());
        Assert.Empty(MixtapeApp.TrackIds(playlist).Intersect(["day-before", "tomorrow", "moved-away"]));
        Assert.NotNull(await Playlists.ReadAsync(Playlists.ReleaseRadar, "edgy", _week, default)); // following says enough to keep it
    }

    [Fact]
    public async Task SoundOnlyRelease_OnceHeard_IsNotThereAgain()
    {
        var track = RadarApp.Fresh.First();
        await FollowAsync("early", track.Value.ArtistId!);
        var play = new ListeningEvent("early", track.Key, radar.Time.GetUtcNow(), 200_000, EventKind.Stream);
        await radar.App.SendAsync([play]);

        var playlist = await radar.App.GetAsync("/api/users/early/release-radar");

        Assert.Equal(30, MixtapeApp.TrackIds(playlist).Length);
        Assert.DoesNotContain(track.Key, MixtapeApp.TrackIds(playlist));
    }

    [Fact]
    public async Task Stranger_GetsWhatIsPopularAndNothingIsStored()
    {
        var playlist = await radar.App.GetAsync("/api/users/stranger/release-radar");

        var tracks = playlist.GetProperty("tracks").EnumerateArray().ToArray();
        Assert.NotEmpty(tracks);
        Assert.All(tracks, track => Assert.Equal("popularity", track.GetProperty("reason").GetProperty("model").GetString()));
        Assert.All(tracks, track => Assert.True(track.GetProperty("score").GetDouble() > 0));
        Assert.Null(await Playlists.ReadAsync(Playlists.ReleaseRadar, "stranger", _week, default));
    }

    [Fact]
    public async Task Playlist_OnceBuilt_StaysAllWeek()
    {
        await FollowAsync("steady", "edges");
        var first = await radar.App.GetAsync("/api/users/steady/release-radar");

        await FollowAsync("steady", "moved");

        Assert.Equal("2026-W10", first.GetProperty("week").GetString());
        Assert.Equal(first.ToString(), (await radar.App.GetAsync("/api/users/steady/release-radar")).ToString());
        Assert.Equal(first.ToString(), (await radar.App.GetAsync("/api/users/steady/release-radar?week=2026-W10")).ToString());
        Assert.Equal(404, (int)(await radar.App.Client.GetAsync("/api/users/steady/discover-weekly?week=2026-W09")).StatusCode);
    }

    [Fact]
    public async Task BuildPlaylists_AfterAFailureHalfWay_KeepsWhatStandsAndBuildsTheRest()
    {
        var listeners = await radar.Generation.ReadListenerIdsAsync(0, default);
        var week = new IsoWeek(2026, 9); // of which no other test asks
        var activities = new WeeklyActivities(radar.App.Service<Mixtape.Functions.Serving.Generations>(), Playlists);
        var task = new WeeklyTask(week.ToString(), radar.Generation.Id, 0, listeners.Count - 2, 3, ReleaseRadarKind.KindName);

        await Assert.ThrowsAnyAsync<Exception>(() => activities.BuildPlaylists(task, default)); // there is no third
        var built = await Playlists.ReadAsync(Playlists.ReleaseRadar, listeners[^1], week, default);
        Assert.NotNull(built);
        Assert.Null(await Playlists.ReadAsync(Playlists.ReleaseRadar, listeners[0], week, default));
        radar.Time.Now += TimeSpan.FromMinutes(1);
        await activities.BuildPlaylists(task with { First = 0, Count = listeners.Count }, default);

        Assert.NotNull(await Playlists.ReadAsync(Playlists.ReleaseRadar, listeners[0], week, default));
        Assert.Equal(built.BuiltAt, (await Playlists.ReadAsync(Playlists.ReleaseRadar, listeners[^1], week, default))!.BuiltAt);
        Assert.Null(await Playlists.ReadAsync(Playlists.DiscoverWeekly, listeners[0], week, default));
    }

    [Fact]
    public async Task Shelf_MoreReleasesThanMayBeLookedAt_TakesTheNewestWeeksAndSaysSo()
    {
        var log = new WarningLog();
        using var whole = Shelf(new ReleaseRadarOptions(), log);
        var all = await whole.OfAsync(radar.Generation, default);
        Assert.Empty(log.Warnings);
        Assert.Same(all, await whole.OfAsync(radar.Generation, default));

        using var bounded = Shelf(new ReleaseRadarOptions { MaximumCandidates = 5 }, log);
        var few = await bounded.OfAsync(radar.Generation, default);

        Assert.InRange(all.Count, 43, 100);
        Assert.Equal(5, few.Count);
        var ids = Enumerable.Range(0, few.Count).Select(release => radar.Generation.TrackId(few.Row(release)));
        var found = await radar.App.Service<Catalogue>().GetAsync(ids, default);
        Assert.All(found.Values, track => Assert.Equal(_week, IsoWeek.Of(track.ReleaseDate!.Value)));
        Assert.Contains("MaximumCandidates", Assert.Single(log.Warnings));
    }

    [Fact]
    public async Task Timer_OverNewYearInNewYork_BuildsTheWeeksOnFridayAtSixWithWhatIsOutThere()
    {
        var time = new SetTime(DateTimeOffset.Parse("2027-01-01T04:59:00Z")); // still the last day of 2026 there
        await using var app = await MixtapeApp.StartAsync(
            null, time, "--Mixtape:TimeZone=America/New_York", "--Mixtape:ReleaseRadar:Weeks=1");
        Track[] tracks =
        [
            .. Enumerable.Range(0, 8).Select(i => new Track($"old-{i}", "Old", $"artist-{i}", ReleaseDate: new DateOnly(2020, 1, 1))),
            new Track("eve", "Eve", "Eve", ReleaseDate: new DateOnly(2026, 12, 31)),
            new Track("new", "New", "Nova", ReleaseDate: new DateOnly(2027, 1, 1)),
        ];
        (await app.Client.PutAsJsonAsync("/api/tracks", tracks)).EnsureSuccessStatusCode();
        var played = DateTimeOffset.Parse("2026-12-30T12:00:00Z");
        await app.SendAsync(Enumerable.Range(0, 40).SelectMany(listener => tracks.Where((_, i) => (listener + i) % 2 == 0)
            .Select(track => new ListeningEvent($"l{listener}", track.Id, played, 200_000, EventKind.Stream))));
        await app.TrainAsync(new { factors = 4, iterations = 2 });

        async Task<string> AskAsync(string listener, string week)
        {
            var playlist = await app.GetAsync($"/api/users/{listener}/release-radar");
            Assert.Equal(week, playlist.GetProperty("week").GetString());
            return string.Join(' ', MixtapeApp.TrackIds(playlist).Order());
        }

        Assert.Equal("eve", await AskAsync("visitor", "2026-W52")); // the new year has not come yet
        Assert.Equal("eve", await AskAsync("l1", "2026-W52")); // who plays what is odd: old-1, ..., new
        time.Now = DateTimeOffset.Parse("2027-01-01T10:59:00Z");
        Assert.Equal("eve new", await AskAsync("visitor", "2026-W52"));
        time.Now = DateTimeOffset.Parse("2027-01-01T11:00:00Z");
        await app.Client.PostAsync("/admin/functions/ReleaseRadarOnFriday", null);
        var batch = await app.WaitAsync("/api/release-radar/release-radar-2026-W53");
        Assert.Equal(40, batch.GetProperty("done").GetInt64());
        Assert.Equal("new", await AskAsync("l0", "2026-W53"));
        time.Now = DateTimeOffset.Parse("2027-01-07T12:00:00Z");
        Assert.Equal("new", await AskAsync("visitor", "2026-W53")); // seven days on
    }

    private static int Closeness(string model) => model switch { "follows" => 0, "plays" => 1, _ => 2 };

    private async Task FollowAsync(string listener, params string[] artists)
    {
        var follows = artists.Select(artist => new Follow(listener, artist));
        (await radar.App.Client.PutAsJsonAsync("/api/follows", follows)).EnsureSuccessStatusCode();
    }

    private ReleaseShelf Shelf(ReleaseRadarOptions options, ILogger<ReleaseShelf> log) => new(
        radar.App.Service<Releases>(), radar.App.Service<Catalogue>(), new MixtapeOptions { ReleaseRadar = options }, log);

    private sealed class WarningLog : ILogger<ReleaseShelf>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
        {
            if (level == LogLevel.Warning) Warnings.Add(format(state, exception));
        }
    }
}
