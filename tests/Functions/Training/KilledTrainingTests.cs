using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Training;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Training;

public sealed class KilledTrainingTests
{
    private static readonly object _settings = new { factors = 48, iterations = 12 };

    [Fact]
    public async Task Training_KilledThreeTimes_PublishesTheSameBytes()
    {
        using var calm = new TemporaryFolder();
        using var stormy = new TemporaryFolder();
        var undisturbed = await RunAsync(calm.Path, kills: 0);

        var killed = await RunAsync(stormy.Path, kills: 3);

        Assert.Equal(undisturbed, killed);
        Assert.Contains(undisturbed, blob => blob.Name.EndsWith(".factors", StringComparison.Ordinal));
        Assert.Contains(undisturbed, blob => blob.Name.EndsWith(".onnx", StringComparison.Ordinal));
        Assert.Contains(undisturbed, blob => blob.Name.EndsWith(".predicted", StringComparison.Ordinal));
    }

    /// <summary>Trains in a process of its own, which is killed whenever the next quarter of the iterations is done.</summary>
    /// <returns>The generation's blobs: names without the id, and checksums.</returns>
    private static async Task<List<(string Name, string Sha256)>> RunAsync(string state, int kills)
    {
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var audio = new TrackAudioStore(new SqliteDocumentStore(Path.Combine(state, "documents.db")));
        await SoundWorld.HearAsync(audio, SoundWorld.World.Tracks.Select(track => track.Id));
        var app = await AppProcess.StartAsync(state, time.Token);
        try
        {
            (await app.Client.PutAsJsonAsync("/api/tracks", FeatureWorld.World.Tracks, time.Token)).EnsureSuccessStatusCode();
            foreach (var batch in MixtapeApp.SmallWorld.Events.Chunk(1000))
                (await app.Client.PostAsJsonAsync("/api/events", batch, time.Token)).EnsureSuccessStatusCode();
            var answer = await app.Client.PostAsJsonAsync("/api/training", _settings, time.Token);
            var started = await answer.Content.ReadFromJsonAsync<JsonElement>(time.Token);
            var url = started.GetProperty("statusUrl").GetString()!;
            var killed = 0;
            while (true)
            {
                var status = await app.Client.GetFromJsonAsync<JsonElement>(url, time.Token);
                Assert.NotEqual("failed", status.GetProperty("status").GetString());
                if (status.GetProperty("status").GetString() == "completed") break;
                if (killed < kills && status.GetProperty("iteration").GetInt32() >= 3 * killed + 2)
                {
                    await app.DisposeAsync();
                    killed++;
                    app = await AppProcess.StartAsync(state, time.Token);
                }
            }

            Assert.Equal(kills, killed);
            var generation = started.GetProperty("id").GetString()!;
            var store = new FileBlobStore(Path.Combine(state, "blobs"));
            await using var stream = await store.OpenReadAsync(GenerationManifest.Name(generation));
            var manifest = (await JsonSerializer.DeserializeAsync<GenerationManifest>(stream, TrainingBlobs.Json))!;
            return [.. manifest.Blobs.Select(blob => (blob.Name[GenerationManifest.Folder(generation).Length..], blob.Sha256))];
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
