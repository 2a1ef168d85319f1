using System.Net.Http.Json;
using Mixtape.Functions.Ingest;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Ingest;

public sealed class KilledIngestTests
{
    [Fact]
    public async Task AcknowledgedEvents_AfterKillsAtRandomMoments_AreAllThere()
    {
        var random = new Mixtape.Numerics.SeededRandom(5);
        using var folder = new TemporaryFolder();
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var acknowledged = new HashSet<string>();
        var batches = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            var app = await AppProcess.StartAsync(folder.Path, time.Token);
            var enough = acknowledged.Count + 500 + random.Next(1500);
            var sending = Task.Run(
                async () =>
                {
                    while (true)
                    {
                        var batch = Batch(batches++);
                        if (!(await app.Client.PostAsJsonAsync("/api/events", batch, time.Token)).IsSuccessStatusCode) return;
                        foreach (var e in batch) acknowledged.Add(e.Id!);
                        if (acknowledged.Count >= enough) _ = app.DisposeAsync().AsTask(); // while the next batch is on its way
                    }
                },
                time.Token);
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
            await app.DisposeAsync();
        }

        await using var after = await MixtapeApp.StartAsync(folder);
        var store = after.Service<IBlobStore>();
        var (blobs, documents) = (new HashSet<string>(), new HashSet<string>());
        await foreach (var blob in store.ListAsync(EventIngest.BlobPrefix))
        {
            await using var stream = await store.OpenReadAsync(blob.Name);
            await foreach (var e in EventLog.ReadAsync(stream, time.Token)) blobs.Add(e.Id!);
        }

        foreach (var listener in Enumerable.Range(0, 7))
        {
            var events = await after.Service<EventIngest>().EventsIfNewerAsync($"l{listener}", DateTimeOffset.UnixEpoch, time.Token);
            documents.UnionWith(events!.Select(e => e.Id!));
        }

        Assert.True(acknowledged.Count > 1500);
        Assert.Subset(blobs, acknowledged);
        Assert.Subset(documents, acknowledged);
    }

    private static ListeningEvent[] Batch(int number) =>
    [
        .. Enumerable.Range(0, 50).Select(i => new ListeningEvent(
            $"l{i % 7}", $"t{i}", DateTimeOffset.Parse("2026-01-01T00:00:00Z"), 60_000, EventKind.Stream, 1, $"e{number}-{i}")),
    ];
}
