using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Functions.Weekly;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Serving;

public sealed class SoundTests(SoundApp sound, TrainedApp trained) : IClassFixture<SoundApp>
{
    private static readonly DateTimeOffset _now = DateTimeOffset.Parse("2026-03-01T12:00:00Z");

    [Fact]
    public void Generation_KnowsPlayedTracksFirstAndUnplayedOnesBehindThem()
    {
        var generation = sound.Generation;

        var played = SoundWorld.Events.Select(e => e.Track).ToHashSet();
        Assert.Equal((played.Count, SoundWorld.World.Tracks.Count), (generation.Tracks, generation.Rows));
        Assert.Equal(generation.Rows, generation.Vectors.Rows);
        for (var row = 0; row < generation.Rows; row++)
        {
            Assert.Equal(row, generation.FindTrack(generation.TrackId(row)));
            Assert.Equal(row < generation.Tracks, played.Contains(generation.TrackId(row)));
            if (row >= generation.Tracks) Assert.True(generation.IsPredicted(row));
        }

        Assert.Equal(-1, generation.FindTrack("no-such-track"));
        Assert.Contains(Enumerable.Range(0, generation.Tracks), generation.IsPredicted);
        Assert.Contains(Enumerable.Range(0, generation.Tracks), row => !generation.IsPredicted(row));
        Assert.Equal(SoundWorld.Model, generation.Manifest.Sound!.Model);
        Assert.InRange(generation.Manifest.Sound.BySound!.Value, 0.7, generation.Manifest.Sound.ByPlays!.Value);
    }

    [Fact]
    public async Task Recommendations_HoldUnplayedTracksOfTheListenersGenres_MarkedAndWithTheirReason()
    {
        var (unplayed, suited, predicted, all) = (0, 0, 0, 0);
        foreach (var listener in SoundWorld.World.Listeners.Take(60))
        {
            var heard = SoundWorld.Events.Where(e => e.Listener == listener).Select(e => e.Track).ToHashSet();
            var genres = SoundWorld.World.Truth.Tastes[listener].GenreWeights.Keys;
            var answer = await sound.App.GetAsync($"/api/users/{listener}/recommendations?count=50");
            foreach (var track in answer.GetProperty("tracks").EnumerateArray())
            {
                var id = track.GetProperty("track").GetString()!;
                all++;
                Assert.DoesNotContain(id, heard);
                var isPredicted = track.GetProperty("predicted").GetBoolean();
                Assert.Equal(sound.Generation.IsPredicted(sound.Generation.FindTrack(id)), isPredicted);
                Assert.Equal(isPredicted ? "sound" : "als", track.GetProperty("reason").GetProperty("model").GetString());
                if (!isPredicted) continue;
                predicted++;
                AssertReason(track.GetProperty("reason"), heard);
                if (!SoundWorld.Unplayed.Contains(id)) continue;
                unplayed++;
                if (genres.Contains(SoundWorld.World.Truth.TrackGenres[id])) suited++;
            }
        }

        Assert.InRange(unplayed, 1, predicted);
        Assert.InRange(suited / (double)unplayed, 0.7, 1);
        Assert.InRange(predicted / (double)all, 0.01, 0.35); // they neither crowd out what people play, nor never come up
    }

    [Fact]
    public async Task UnplayedTrack_OnceHeard_IsNotRecommendedAgainAndCounts()
    {
        const string Listener = "first-to-play";
        var track = SoundWorld.Unplayed.Order().First();
        var row = sound.Generation.FindTrack(track);

        await sound.App.SendAsync([new ListeningEvent(Listener, track, _now, 200_000, EventKind.Stream)]);

        var taste = await sound.App.Service<Recommender>().TasteAsync(sound.Generation, Listener, default);
        Assert.Equal([row], taste.Rows);
        Assert.True(taste.HasDirection);
        var answer = await sound.App.GetAsync($"/api/users/{Listener}/recommendations?count=500");
        Assert.DoesNotContain(track, MixtapeApp.TrackIds(answer));
        var genre = SoundWorld.World.Truth.TrackGenres[track];
        Assert.True(MixtapeApp.TrackIds(answer).Take(10).Count(other => SoundWorld.World.Truth.TrackGenres[other] == genre) >= 6);
        Assert.DoesNotContain(track, MixtapeApp.TrackIds(await sound.App.GetAsync($"/api/users/{Listener}/discover-weekly")));
    }

    [Fact]
    public async Task StoredVectors_OfListenersWhoPlayRareTracks_EqualFoldingIn()
    {
        var compared = 0;
        foreach (var listener in SoundWorld.World.Listeners.Skip(60).Take(30))
        {
            var stored = await sound.App.Service<IDocumentStore>().ReadAsync<ListenerVector>(
                ListenerVector.Container, new DocumentKey(listener, sound.Generation.Id));
            var taste = await sound.App.Service<Recommender>().TasteAsync(sound.Generation, listener, default);
            if (!taste.Rows.Any(sound.Generation.IsPredicted)) continue;
            compared++;

            var folded = ListenerTaste.Fold(sound.Generation, taste.Rows, taste.Strengths).Vector;

            for (var i = 0; i < folded.Length; i++) Assert.Equal(folded[i], stored!.Value.Vector[i], 1e-4f);
        }

        Assert.True(compared > 3, $"{compared}");
    }

    [Fact]
    public async Task DiscoverWeekly_HasABoundedShareOfPredictedTracks()
    {
        var playlists = sound.App.Service<WeeklyPlaylists>();
        var most = 0;
        foreach (var listener in SoundWorld.World.Listeners.Skip(90).Take(60))
        {
            var playlist = await playlists.GetOrBuildAsync(
                playlists.DiscoverWeekly, sound.Generation, listener, playlists.DiscoverWeekly.DueWeek, default);
            Assert.Equal(30, playlist.Tracks.Count);
            var predicted = playlist.Tracks.Where(track => track.Predicted).ToArray();
            Assert.All(predicted, track => Assert.StartsWith("It sounds like ", track.Reason.Text));
            most = Math.Max(most, predicted.Length);
        }

        Assert.InRange(most, 1, 6);
    }

    [Fact]
    public async Task Similar_ByListening_TakesPartWithUnplayedTracks()
    {
        var (same, all, marked) = (0, 0, 0);
        foreach (var track in SoundWorld.Unplayed.Order().Take(30))
        {
            foreach (var other in await SimilarAsync(track, "?count=10"))
            {
                Assert.NotEqual(track, other.Track);
                Assert.Equal(sound.Generation.IsPredicted(sound.Generation.FindTrack(other.Track)), other.Predicted);
                all++;
                if (SameGenre(track, other.Track)) same++;
                if (other.Predicted) marked++;
            }
        }

        Assert.InRange(same / (double)all, 0.6, 1);
        Assert.InRange(marked, 1, all - 1);
    }

    [Fact]
    public async Task Similar_ByAudio_FindsTracksOfTheSameGenreForAnyTrackThatWasHeard()
    {
        var (same, all) = (0, 0);
        foreach (var track in SoundWorld.Unplayed.Order().Take(10).Concat(SoundWorld.World.Tracks.Take(30).Select(track => track.Id)))
        {
            var similar = await SimilarAsync(track, "?by=audio&count=10");
            Assert.Equal(10, similar.Length);
            Assert.DoesNotContain(track, similar.Select(other => other.Track));
            Assert.Equal(similar.OrderByDescending(other => other.Score), similar);
            Assert.All(similar, other => Assert.InRange(other.Score, -1.0001f, 1.0001f));
            same += similar.Count(other => SameGenre(track, other.Track));
            all += similar.Length;
        }

        Assert.InRange(same / (double)all, 0.8, 1);
    }

    [Fact]
    public async Task Similar_ByAudio_OfATrackHeardSinceTheTraining_AnswersAsForItsTwin()
    {
        var twin = SoundWorld.World.Tracks[5].Id;
        var audio = sound.App.Service<TrackAudioStore>();
        await audio.WriteAsync(SoundWorld.Audio("heard-today", SoundWorld.Embedding(twin)), default);
        await audio.WriteAsync(SoundWorld.Audio("heard-otherwise", SoundWorld.Embedding(twin), "ears-2"), default);

        var similar = await SimilarAsync("heard-today", "?by=audio&count=5");

        Assert.Equal(twin, similar[0].Track);
        Assert.Equal(1, similar[0].Score, 1e-4);
        await AssertProblemAsync(sound.App, "heard-otherwise/similar?by=audio", 404, "no audio that was heard as the others were");
        await AssertProblemAsync(sound.App, "never-heard/similar?by=audio", 404, "/api/tracks/{id}/audio");
        await AssertProblemAsync(sound.App, "never-heard/similar?by=magic", 400, "listening, features or audio");
        await AssertProblemAsync(trained.App, "never-heard/similar?by=audio", 404, "train once it is analyzed");
    }

    [Fact]
    public async Task GenerationOfATrainingWithoutAudio_HasNoSound()
    {
        var generation = await Generation.LoadAsync(trained.App.Service<IBlobStore>(), TrainedGeneration(), default);

        Assert.Null(generation.Sounds);
        Assert.Null(generation.Manifest.Sound);
        Assert.Equal(generation.Tracks, generation.Rows);
        Assert.DoesNotContain(Enumerable.Range(0, generation.Rows), generation.IsPredicted);

        string TrainedGeneration() => trained.Training.GetProperty("generation").GetString()!;
    }

    private static void AssertReason(JsonElement reason, HashSet<string> heard)
    {
        Assert.StartsWith("It sounds like ", reason.GetProperty("text").GetString());
        Assert.EndsWith(" that you play.", reason.GetProperty("text").GetString());
        var because = reason.GetProperty("because").EnumerateArray().ToArray();
        Assert.InRange(because.Length, 1, 2);
        Assert.All(because, track => Assert.Contains(track.GetProperty("track").GetString()!, heard));
        Assert.All(because, track => Assert.InRange(track.GetProperty("share").GetDouble(), 0, 1));
    }

    private static bool SameGenre(string track, string other) =>
        SoundWorld.World.Truth.TrackGenres[track] == SoundWorld.World.Truth.TrackGenres[other];

    private static async Task AssertProblemAsync(MixtapeApp app, string path, int status, string text)
    {
        var answer = await app.Client.GetAsync($"/api/tracks/{path}");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync());
    }

    private async Task<SimilarTrack[]> SimilarAsync(string track, string query) =>
        (await sound.App.GetAsync($"/api/tracks/{track}/similar{query}")).GetProperty("tracks")
            .Deserialize<SimilarTrack[]>(JsonSerializerOptions.Web)!;
}
