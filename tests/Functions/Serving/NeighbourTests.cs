using System.Text.Json;
using Mixtape.Functions.Serving;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Serving;

public sealed class NeighbourTests(TrainedApp trained)
{
    private static readonly DateTimeOffset _now = DateTimeOffset.Parse("2026-03-01T12:00:00Z");

    [Fact]
    public async Task Neighbours_OfAListener_AreCountedAsTheirPlaysSay()
    {
        var played = trained.World.Events
            .Where(e => e.Kind != EventKind.Skip && (e.Kind != EventKind.Stream || e.MsPlayed >= 30_000))
            .ToLookup(e => e.Listener, e => e.Track);
        foreach (var listener in trained.World.Listeners.Skip(150).Take(10))
        {
            var nearest = (await trained.App.GetAsync($"/api/users/{listener}/similar?count=50")).GetProperty("listeners")
                .EnumerateArray().Select(other => (Id: Text(other, "listener"), Score: other.GetProperty("score").GetSingle()))
                .Where(other => other.Score > 0).ToArray();
            var heard = trained.World.Events.Where(e => e.Listener == listener).Select(e => e.Track).ToHashSet();

            var answer = await trained.App.GetAsync($"/api/users/{listener}/recommendations?model=neighbours&count=40");

            Assert.Equal("neighbours", Text(answer, "model"));
            Assert.Equal(40, answer.GetProperty("tracks").GetArrayLength());
            var previous = 1f;
            foreach (var track in answer.GetProperty("tracks").EnumerateArray())
            {
                var id = Text(track, "track");
                var players = nearest.Where(other => played[other.Id].Contains(id)).ToArray();
                var reason = track.GetProperty("reason");
                Assert.DoesNotContain(id, heard);
                Assert.Equal(players.Length, reason.GetProperty("neighbours").GetInt32());
                Assert.Equal($"{players.Length} of the {nearest.Length} listeners nearest to you play it.", Text(reason, "text"));
                Assert.Equal("neighbours", Text(reason, "model"));
                var score = track.GetProperty("score").GetSingle();
                Assert.Equal(players.Sum(other => other.Score) / nearest.Sum(other => other.Score), score, 1e-4f);
                Assert.InRange(score, float.Epsilon, previous);
                previous = score;
            }
        }
    }

    [Fact]
    public async Task Neighbours_InAnAnswer_AreNotNamed()
    {
        var listener = trained.World.Listeners[160];

        var answer = (await trained.App.GetAsync($"/api/users/{listener}/recommendations?model=neighbours&count=500")).ToString();

        Assert.All(trained.World.Listeners.Where(other => other != listener), other => Assert.DoesNotContain(other, answer));
    }

    [Fact]
    public async Task Neighbours_WithExclusionsAndNewPlays_LeaveThemOut()
    {
        var listener = trained.World.Listeners[161];
        var url = $"/api/users/{listener}/recommendations?model=neighbours&count=";
        var before = MixtapeApp.TrackIds(await trained.App.GetAsync(url + "10"));

        var rest = MixtapeApp.TrackIds(await trained.App.GetAsync(url + $"8&exclude={before[1]},{before[4]},no-such-track"));
        await trained.App.SendAsync([new ListeningEvent(listener, before[0], _now, 5_000, EventKind.Skip)]);
        var after = MixtapeApp.TrackIds(await trained.App.GetAsync(url + "10"));

        Assert.Equal(before.Where(track => track != before[1] && track != before[4]), rest);
        Assert.DoesNotContain(before[0], after);
    }

    [Fact]
    public async Task Neighbours_OfAStranger_AreUnknownSoPopularityAnswers()
    {
        var answer = await trained.App.GetAsync("/api/users/stranger/recommendations?model=neighbours");

        Assert.Equal("popularity", Text(answer, "model"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("tracks")[0].GetProperty("reason").GetProperty("neighbours").ValueKind);
    }

    [Fact]
    public async Task FindAsync_WhateverTheCacheHolds_SameListeners()
    {
        // Small blocks, so that a cache holds some of them and not others.
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:Training:EventsPerListenerBlock=5000");
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.TrainAsync(new { iterations = 2 });
        var generation = (await app.Service<Generations>().CurrentAsync(default))!;
        Assert.InRange(generation.ListenerBlocks, 3, 100);
        var everything = await CheckedAsync(long.MaxValue);

        Assert.Equal(everything, await CheckedAsync(0));
        Assert.Equal(everything, await CheckedAsync(30_000));
        Assert.Equal(10, everything.Count);

        async Task<IReadOnlyList<(float, string)>> CheckedAsync(long bytes)
        {
            var nearest = new NearestListeners(new MixtapeOptions { MaximumListenerCacheBytes = bytes });
            var listener = MixtapeApp.SmallWorld.Listeners[5];
            var taste = await app.Service<Recommender>().TasteAsync(generation, listener, default);
            var cold = await nearest.FindAsync(generation, taste.Vector!, listener, 10, default);
            var warm = await nearest.FindAsync(generation, taste.Vector!, listener, 10, default);
            Assert.Equal(cold, warm);
            Assert.DoesNotContain(cold, other => other.Listener == listener);
            return cold;
        }
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
