using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Training;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

public sealed class SoundStageTests
{
    [Fact]
    public async Task Training_WithAndWithoutAudio_LearnsTheSameFactors()
    {
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:Training:TracksPerTrackBlock=250");
        await SoundApp.SendAsync(app);

        var silent = await app.TrainAsync(SoundWorld.Quick);
        var without = await BlobsAsync(app, silent);
        await HearAllAsync(app);
        var (first, second) = (await app.TrainAsync(SoundWorld.Quick), await app.TrainAsync(SoundWorld.Quick));

        Assert.Equal("Left out: no track has audio that was heard.", SoundApp.Note(silent));
        Assert.Matches(
            @"^700 tracks have audio; a (ridge|network) learned from \d+ to tell factors from sound \(\d+ % of the variance on \d+ held out; "
            + @"AUC 0\.\d+, by plays 0\.\d+\), and predicted \d+, of which nobody has played \d+\.$",
            SoundApp.Note(first));
        Assert.Equal(SoundApp.Note(first), SoundApp.Note(second));
        var with = await BlobsAsync(app, first);
        Assert.Equal(with, await BlobsAsync(app, second));
        Assert.DoesNotContain(without, blob => IsOfSound(blob.Name));
        Assert.Equal(without, with.Where(blob => !IsOfSound(blob.Name)));
        Assert.InRange(with.Count(blob => IsOfSound(blob.Name)), 4 * 2, 4 * 10);
        var hub = app.Service<TaskHub>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
        {
            var history = await hub.GetHistoryAsync(instance.InstanceId, default);
            Assert.InRange(history.Count, 0, 2_000);
            Assert.All(history, e => Assert.InRange(e.PayloadBytes, 0, 16 * 1024));
        }
    }

    [Fact]
    public async Task Training_WithAudioOfTooFewTracks_PredictsNothingButTellsWhatSoundsAlike()
    {
        await using var app = await MixtapeApp.StartAsync();
        await SoundApp.SendAsync(app);
        await SoundWorld.HearAsync(
            app.Service<TrackAudioStore>(), SoundWorld.World.Tracks.Take(60).Select(track => track.Id));

        var training = await app.TrainAsync(SoundWorld.Quick);

        Assert.Matches(
            @"^60 tracks have audio, \d+ of them enough listeners, and a regression takes 100: nothing is predicted\.$", SoundApp.Note(training));
        var generation = (await app.Service<Generations>().CurrentAsync(default))!;
        Assert.Equal(generation.Tracks, generation.Rows);
        var similar = await app.GetAsync($"/api/tracks/{SoundWorld.World.Tracks[0].Id}/similar?by=audio&count=100");
        Assert.Equal(59, MixtapeApp.TrackIds(similar).Length);
    }

    [Fact]
    public async Task Training_WithEmbeddingsOfSeveralNetworks_TakesTheCommonest()
    {
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:Training:Sound:MaximumUnplayed=0");
        await SoundApp.SendAsync(app);
        var store = app.Service<TrackAudioStore>();
        var tracks = SoundWorld.World.Tracks.Select(track => track.Id).ToArray();
        await SoundWorld.HearAsync(store, tracks[..200], "ears-0");
        await SoundWorld.HearAsync(store, tracks[200..]);
        // What could not be heard, and what makes no sense, is passed over.
        await store.WriteAsync(new TrackAudio("broken", "00", SoundWorld.Model, DateTimeOffset.UnixEpoch, null, [], "It is no audio."), default);
        await store.WriteAsync(SoundWorld.Audio("nowhere", [float.NaN, 1]), default);
        await store.WriteAsync(SoundWorld.Audio("nothing", new float[24]), default);

        await app.TrainAsync(SoundWorld.Quick);

        var generation = (await app.Service<Generations>().CurrentAsync(default))!;
        Assert.Equal(SoundWorld.Model, generation.Sounds!.Model);
        Assert.Equal(generation.Tracks, generation.Rows); // no unplayed ones, as the setting says
        Assert.Null(generation.Sounds.Find(tracks[0]));
        Assert.Equal(SoundWorld.Embedding(tracks[^1]), generation.Sounds.Find(tracks[^1]));
        Assert.Contains(Enumerable.Range(0, generation.Tracks), generation.IsPredicted);
    }

    [Fact]
    public async Task Training_WhoseSoundFailsForGood_GoesOnWithoutAndSaysWhy()
    {
        await using var app = await MixtapeApp.StartAsync();
        await SoundApp.SendAsync(app);
        await SoundWorld.HearAsync(app.Service<TrackAudioStore>(), ["track-00001"]);
        await app.Service<IDocumentStore>().WriteAsync("track-audio", new DocumentKey("00", "odd"), "another version's");

        var training = await app.TrainAsync(SoundWorld.Quick);

        Assert.StartsWith("Failed, and left out: ", SoundApp.Note(training));
        Assert.True(training.GetProperty("published").GetBoolean());
        Assert.Null((await app.Service<Generations>().CurrentAsync(default))!.Sounds);
    }

    [Theory]
    [InlineData(".sound")]
    [InlineData(".predicted-ids")]
    [InlineData(".predicted")]
    public async Task DamagedSound_IsRefusedAndTheGenerationBeforeServesOn(string part)
    {
        using var folder = new TemporaryFolder();
        string first, second;
        await using (var app = await MixtapeApp.StartAsync(folder))
        {
            await SoundApp.SendAsync(app);
            first = (await app.TrainAsync(new { factors = 8, iterations = 2 })).GetProperty("generation").GetString()!;
            await HearAllAsync(app);
            second = (await app.TrainAsync(new { factors = 8, iterations = 2 })).GetProperty("generation").GetString()!;
            var store = app.Service<IBlobStore>();
            await store.DeleteAsync((await store.ListAsync(GenerationManifest.Folder(second))
                .FirstAsync(blob => blob.Name.EndsWith(part, StringComparison.Ordinal))).Name);
        }

        await using var again = await MixtapeApp.StartAsync(folder);

        Assert.Equal(first, (await again.GetAsync("/api/users/anybody/recommendations")).GetProperty("generation").GetString());
    }

    private static Task HearAllAsync(MixtapeApp app) =>
        SoundWorld.HearAsync(app.Service<TrackAudioStore>(), SoundWorld.World.Tracks.Select(track => track.Id));

    private static bool IsOfSound(string name) =>
        name.Contains(".sound", StringComparison.Ordinal) || name.Contains(".predicted", StringComparison.Ordinal)
        || name.EndsWith(".groups", StringComparison.Ordinal) || name.EndsWith("catalogue-map.json", StringComparison.Ordinal);

    private static async Task<List<(string Name, string Sha256)>> BlobsAsync(MixtapeApp app, JsonElement training)
    {
        var id = training.GetProperty("generation").GetString()!;
        await using var stream = await app.Service<IBlobStore>().OpenReadAsync(GenerationManifest.Name(id));
        var manifest = (await JsonSerializer.DeserializeAsync<GenerationManifest>(stream, TrainingBlobs.Json))!;
        return [.. manifest.Blobs.Select(blob => (blob.Name[GenerationManifest.Folder(id).Length..], blob.Sha256))];
    }
}
