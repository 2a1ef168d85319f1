using System.Text.Json;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Serving;

public sealed class RecommendationTests(TrainedApp trained)
{
    private static readonly DateTimeOffset _now = DateTimeOffset.Parse("2026-03-01T12:00:00Z");

    [Fact]
    public async Task Recommendations_OfEveryListener_HoldNothingHeardAndSayWhy()
    {
        foreach (var group in trained.World.Events.GroupBy(e => e.Listener).Take(40))
        {
            var heard = group.Select(e => e.Track).ToHashSet();

            var answer = await trained.App.GetAsync($"/api/users/{group.Key}/recommendations?count=50");

            Assert.Equal("als", answer.GetProperty("model").GetString());
            var tracks = MixtapeApp.TrackIds(answer);
            Assert.Equal(50, tracks.Distinct().Count());
            Assert.DoesNotContain(tracks, heard.Contains);
            foreach (var track in answer.GetProperty("tracks").EnumerateArray())
            {
                var reason = track.GetProperty("reason");
                Assert.NotEmpty(reason.GetProperty("text").GetString()!);
                Assert.All(
                    reason.GetProperty("because").EnumerateArray(), because => Assert.Contains(because.GetProperty("track").GetString()!, heard));
                Assert.NotEqual(JsonValueKind.Null, track.GetProperty("title").ValueKind);
            }
        }
    }

    [Fact]
    public async Task Recommendations_OfPlantedTastes_AreOfTheirGenres()
    {
        double share = 0, chance = 0;
        var listeners = trained.World.Listeners.Take(60).ToArray();
        foreach (var listener in listeners)
        {
            var genres = trained.World.Truth.Tastes[listener].GenreWeights.Keys;
            var tracks = MixtapeApp.TrackIds(await trained.App.GetAsync($"/api/users/{listener}/recommendations?count=20"));
            share += tracks.Count(track => genres.Contains(trained.World.Truth.TrackGenres[track])) / 20.0;
            chance += trained.World.Tracks.Count(track => genres.Contains(trained.World.Truth.TrackGenres[track.Id])) / (double)trained.World.Tracks.Count;
        }

        // Some of what everybody hears is rightly among them.
        Assert.InRange(share / listeners.Length, 0.7, 1);
        Assert.InRange(chance / listeners.Length, 0, 0.5);
    }

    [Fact]
    public async Task Recommendations_AfterAnEvent_ChangeAtOnceAndDropTheTrack()
    {
        var listener = trained.World.Listeners[107];
        var first = await trained.App.GetAsync($"/api/users/{listener}/recommendations?count=200");
        var before = MixtapeApp.TrackIds(first);

        await trained.App.SendAsync([new ListeningEvent(listener, before[100], _now, 200_000, EventKind.Stream, Count: 50)]);

        var second = await trained.App.GetAsync($"/api/users/{listener}/recommendations?count=199");
        var after = MixtapeApp.TrackIds(second);
        Assert.DoesNotContain(before[100], after);
        Assert.NotEqual(before.Where(track => track != before[100]), after);
    }

    [Fact]
    public async Task Recommendations_AfterASkip_NeverShowItAgain()
    {
        var listener = trained.World.Listeners[108];
        var before = MixtapeApp.TrackIds(await trained.App.GetAsync($"/api/users/{listener}/recommendations?count=10"));

        await trained.App.SendAsync([new ListeningEvent(listener, before[0], _now, 5_000, EventKind.Skip)]);

        var after = MixtapeApp.TrackIds(await trained.App.GetAsync($"/api/users/{listener}/recommendations?count=9"));
        Assert.Equal(before[1..], after);
    }

    [Fact]
    public async Task Recommendations_OfANewListener_FoldInFromTheirFirstPlays()
    {
        var genre = trained.World.Truth.TrackGenres.GroupBy(pair => pair.Value).MaxBy(group => group.Count())!.Key;
        var played = trained.World.Events
            .Where(e => trained.World.Truth.TrackGenres[e.Track] == genre).Select(e => e.Track).Distinct().Take(12).ToArray();
        await trained.App.SendAsync(played.Select(track => new ListeningEvent("newcomer", track, _now, 180_000, EventKind.Stream)));

        var answer = await trained.App.GetAsync("/api/users/newcomer/recommendations?count=20");

        Assert.Equal("als", answer.GetProperty("model").GetString());
        var tracks = MixtapeApp.TrackIds(answer);
        Assert.DoesNotContain(tracks, played.Contains);
        Assert.True(tracks.Count(track => trained.World.Truth.TrackGenres[track] == genre) >= 15);
    }

    [Fact]
    public async Task Recommendations_OfAStranger_ArePopularAndSaySo()
    {
        var answer = await trained.App.GetAsync("/api/users/stranger/recommendations?count=10");

        Assert.Equal("popularity", answer.GetProperty("model").GetString());
        var first = answer.GetProperty("tracks")[0];
        Assert.Equal("popularity", first.GetProperty("reason").GetProperty("model").GetString());
        Assert.Contains("Popular", first.GetProperty("reason").GetProperty("text").GetString());
        var mostListeners = trained.World.Events
            .Where(e => e.Kind != EventKind.Skip && (e.Kind != EventKind.Stream || e.MsPlayed >= 30_000))
            .GroupBy(e => e.Track).Max(group => group.Select(e => e.Listener).Distinct().Count());
        Assert.Equal(mostListeners / (float)trained.World.Listeners.Count, first.GetProperty("score").GetSingle(), 1e-3);
    }

    [Fact]
    public async Task Recommendations_WithExclusions_LeaveThemOut()
    {
        var listener = trained.World.Listeners[109];
        var all = MixtapeApp.TrackIds(await trained.App.GetAsync($"/api/users/{listener}/recommendations?count=10"));

        var rest = MixtapeApp.TrackIds(await trained.App.GetAsync(
            $"/api/users/{listener}/recommendations?count=8&exclude={all[0]},{all[3]},no-such-track"));

        Assert.Equal(all.Where(track => track != all[0] && track != all[3]), rest);
    }

    [Fact]
    public async Task StoredVectors_EqualFoldingIn()
    {
        var generation = (await trained.App.Service<Generations>().CurrentAsync(default))!;
        var recommender = trained.App.Service<Recommender>();
        foreach (var listener in trained.World.Listeners.Skip(20).Take(20))
        {
            var stored = await trained.App.Service<IDocumentStore>().ReadAsync<ListenerVector>(
                ListenerVector.Container, new DocumentKey(listener, generation.Id));
            var taste = await recommender.TasteAsync(generation, listener, default);

            var folded = ListenerTaste.Fold(generation, taste.Rows, taste.Strengths).Vector;

            for (var i = 0; i < folded.Length; i++) Assert.Equal(folded[i], stored!.Value.Vector[i], 1e-4f);
            Assert.Equal(taste.Rows, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(stored!.Value.Heard).ToArray());
        }
    }

    [Fact]
    public async Task SimilarTracks_AreMostlyOfTheSameGenre()
    {
        var popular = MixtapeApp.TrackIds(await trained.App.GetAsync("/api/users/stranger/recommendations?count=20"));
        double same = 0;
        foreach (var track in popular)
        {
            var similar = MixtapeApp.TrackIds(await trained.App.GetAsync($"/api/tracks/{track}/similar?count=10"));
            Assert.DoesNotContain(track, similar);
            same += similar.Count(other => trained.World.Truth.TrackGenres[other] == trained.World.Truth.TrackGenres[track]) / 10.0;
        }

        Assert.InRange(same / popular.Length, 0.6, 1);
    }

    [Fact]
    public async Task SimilarListeners_ShareGenres()
    {
        var tastes = trained.World.Truth.Tastes;
        double shared = 0;
        var listeners = trained.World.Listeners.Skip(40).Take(20).ToArray();
        foreach (var listener in listeners)
        {
            var answer = await trained.App.GetAsync($"/api/users/{listener}/similar?count=5");
            var nearest = answer.GetProperty("listeners").EnumerateArray().Select(other => other.GetProperty("listener").GetString()!).ToArray();
            Assert.DoesNotContain(listener, nearest);
            shared += nearest.Count(other => tastes[other].GenreWeights.Keys.Intersect(tastes[listener].GenreWeights.Keys).Any()) / 5.0;
        }

        Assert.InRange(shared / listeners.Length, 0.9, 1);
    }

    [Fact]
    public async Task Listeners_InPages_AreAllThereOnce()
    {
        var all = new List<string>();
        for (var next = ""; next is not null;)
        {
            var page = await trained.App.GetAsync($"/api/users?count=50{(next.Length > 0 ? "&after=" + next : "")}");
            all.AddRange(page.GetProperty("listeners").EnumerateArray().Select(id => id.GetString()!));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(trained.World.Listeners.Order(StringComparer.Ordinal), all);
    }

    [Fact]
    public async Task Health_SaysWhichGenerationServes()
    {
        var health = await trained.App.GetAsync("/api/health");

        Assert.Equal(trained.Training.GetProperty("generation").GetString(), health.GetProperty("generation").GetString());
    }

    [Fact]
    public async Task BeforeTheFirstTraining_AnswersSayWhatToDo()
    {
        await using var app = await MixtapeApp.StartAsync();
        foreach (var url in new[] { "users/u/recommendations", "users/u/similar", "tracks/t/similar", "users/u/discover-weekly", "users" })
        {
            var answer = await app.Client.GetAsync("/api/" + url);

            Assert.Equal(503, (int)answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Contains("mixtape train", await answer.Content.ReadAsStringAsync());
        }
    }
}
