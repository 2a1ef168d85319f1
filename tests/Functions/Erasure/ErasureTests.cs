using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Functions.Erasure;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Erasure;

public sealed class ErasureTests
{
    private const string Secret = "listener-who-leaves";

    /// <summary>Events of a few listeners, of whom one is who leaves, in batches that each hold several.</summary>
    private static readonly ListeningEvent[] _events = Events();

    [Fact]
    public async Task EraseListener_WithAHistory_LeavesNothingOfThemAndAllOfOthers()
    {
        using var folder = new TemporaryFolder();
        // Every training is published, however bad after one iteration.
        await using (var app = await MixtapeApp.StartAsync(folder, settings: "--Mixtape:Training:TolerableLoss=1"))
        {
            await LiveAsync(app);
            var other = _events.First(e => e.Listener != Secret).Listener;
            await app.Client.PutAsync($"/api/users/{other}/follows/artist", null);
            var before = await EventBlobsAsync(app);

            var status = await EraseAsync(app);

            Assert.Equal(before.Values.Count(Holds), status.GetProperty("batches").GetInt32());
            Assert.Equal(3, status.GetProperty("documents").GetInt32()); // a follow, a playlist, and what one generation knows
            await AssertUnknownAsync(app);
            var after = await EventBlobsAsync(app);
            Assert.Equal(before.Keys, after.Keys);
            Assert.All(before, blob => Assert.Equal(
                string.Concat(Encoding.UTF8.GetString(blob.Value).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => !line.Contains(Secret, StringComparison.Ordinal)).Select(line => line + '\n')),
                Encoding.UTF8.GetString(after[blob.Key])));
            Assert.Equal("artist", (await app.GetAsync($"/api/users/{other}/follows")).GetProperty("artists")[0].GetString());
            Assert.Equal("popularity", (await app.GetAsync($"/api/users/{Secret}/recommendations")).GetProperty("model").GetString());

            for (var i = 0; i < 2; i++) await app.TrainAsync(new { iterations = 1 });
            Assert.Equal("als", (await app.GetAsync($"/api/users/{other}/recommendations")).GetProperty("model").GetString());
        }

        var files = Directory.GetFiles(Path.Combine(folder.Path, "blobs"), "*", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(folder.Path, "taskhub*")).ToList();
        Assert.True(files.Count > 20);
        Assert.All(files, file => Assert.False(Holds(File.ReadAllBytes(file)), file));
    }

    [Fact]
    public async Task EraseListener_WhileATrainingRuns_AlsoDeletesWhatItPublishes()
    {
        await using var app = await MixtapeApp.StartAsync();
        await LiveAsync(app, trains: false);
        var started = await app.Client.PostAsJsonAsync("/api/training", new { iterations = 40 });
        var training = await started.Content.ReadFromJsonAsync<JsonElement>();

        var status = await EraseAsync(app);

        Assert.Equal(training.GetProperty("id").GetString(), status.GetProperty("waitsFor").GetString());
        Assert.Equal("completed", (await app.GetAsync(training.GetProperty("statusUrl").GetString()!)).GetProperty("status").GetString());
        await AssertUnknownAsync(app);
    }

    [Fact]
    public async Task EraseListener_TrainingPublishesAndEndsWhileDocumentsAreRemoved_AlsoDeletesThose()
    {
        using var folder = new TemporaryFolder();
        using var sqlite = new SqliteDocumentStore(Path.Combine(folder.Path, "late.db"));
        var documents = new LateDocumentStore(sqlite);
        await using var app = await MixtapeApp.StartWithAsync(services => services.AddSingleton<IDocumentStore>(documents));
        await LiveAsync(app, trains: false);
        var started = await app.Client.PostAsJsonAsync("/api/training", new { iterations = 40 });
        var training = await started.Content.ReadFromJsonAsync<JsonElement>();
        documents.AfterListenersAreDeleted = () => app.WaitAsync(training.GetProperty("statusUrl").GetString()!);

        await EraseAsync(app);

        Assert.Null(documents.AfterListenersAreDeleted);
        await AssertUnknownAsync(app);
    }

    [Fact]
    public async Task ForgetAsync_AnErasureOfTheSameListenerThatWasAskedForLater_StaysToBeDone()
    {
        using var folder = new TemporaryFolder();
        using var sqlite = new SqliteDocumentStore(Path.Combine(folder.Path, "documents.db"));
        var time = new SetTime(DateTimeOffset.Parse("2026-03-02T00:00:00Z"));
        var erasures = new Erasures(sqlite, time);
        var first = await erasures.AddAsync(Secret, default);
        time.Now += TimeSpan.FromSeconds(1);
        var second = await erasures.AddAsync(Secret, default);
        time.Now += TimeSpan.FromSeconds(1);
        var third = await erasures.AddAsync(Secret, default);

        Assert.True(await erasures.ForgetAsync(second, default));

        Assert.Null(await erasures.FindAsync(first, default));
        Assert.Null(await erasures.FindAsync(second, default));
        Assert.Equal(Secret, await erasures.FindAsync(third, default));
        Assert.False(await erasures.ForgetAsync(second, default));
    }

    [Fact]
    public async Task AcceptAsync_VeryManyEventsOfOneListener_MakesDocumentsThatEveryStoreTakesAndThatCanBeRemoved()
    {
        const int LargestDocument = 2_000_000;
        using var folder = new TemporaryFolder();
        using var documents = new SqliteDocumentStore(Path.Combine(folder.Path, "documents.db"));
        var blobs = new FileBlobStore(Path.Combine(folder.Path, "blobs"));
        var ingest = new EventIngest(blobs, documents);
        var listener = string.Concat(Enumerable.Repeat("\U0001F3B5", 100)); // as long as an id may be, and escaped in JSON
        var events = Enumerable.Range(0, 1_234).Select(i => new ListeningEvent(
            listener, listener[..^4] + $"{i:d4}", DateTimeOffset.Parse("2026-03-01T00:00:00Z"), 200_000, EventKind.Stream, 1, listener))
            .ToList();

        for (var again = 0; again < 2; again++) await ingest.AcceptAsync(events, default);

        Assert.Equal(events, await ingest.EventsIfNewerAsync(listener, DateTimeOffset.UnixEpoch, default));
        Assert.All(
            await documents.QueryAsync<JsonElement>(EventIngest.Container, listener).ToListAsync(),
            document => Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(document.Value).Length, 1, LargestDocument));
        var removal = new EventRemoval(blobs, documents);
        while (await removal.RemoveAsync(listener, 2, default) > 0)
        {
        }

        Assert.Empty(await documents.QueryAsync<JsonElement>(EventIngest.Container, listener).ToListAsync());
        await foreach (var blob in blobs.ListAsync(EventIngest.BlobPrefix)) Assert.Equal(0, blob.Length);
    }

    [Fact]
    public async Task EraseListener_AfterACrashHalfWay_GoesOn()
    {
        await using var app = await MixtapeApp.StartAsync();
        await LiveAsync(app, trains: false);
        var documents = app.Service<IDocumentStore>();
        var kept = await documents.QueryAsync<JsonElement>(EventIngest.Container, Secret).FirstAsync();
        await app.Service<Erasures>().AddAsync(Secret, CancellationToken.None); // asked for, and then the app ended
        await EraseAsync(app);
        // As if it had ended between a blob and its document.
        await documents.WriteAsync(EventIngest.Container, kept.Key, kept.Value);

        var status = await EraseAsync(app);

        Assert.Equal(1, status.GetProperty("batches").GetInt32());
        await AssertUnknownAsync(app);
    }

    [Fact]
    public async Task EraseListener_WhoseBatchComesAgain_StaysErased()
    {
        await using var app = await MixtapeApp.StartAsync();
        await LiveAsync(app, trains: false);
        await EraseAsync(app);

        foreach (var batch in _events.Chunk(200)) await app.SendAsync(batch);

        await AssertUnknownAsync(app);
        Assert.All((await EventBlobsAsync(app)).Values, blob => Assert.False(Holds(blob)));
        await app.SendAsync([_events.First(e => e.Listener == Secret) with { Timestamp = DateTimeOffset.Parse("2026-03-01T00:00:00Z") }]);
        Assert.NotEmpty(await app.Service<IDocumentStore>().QueryAsync<JsonElement>(EventIngest.Container, Secret).ToListAsync());
    }

    [Fact]
    public async Task EraseListener_Nobody_CompletesAndBadIdsAreRefused()
    {
        await using var app = await MixtapeApp.StartAsync();

        var status = await EraseAsync(app);

        Assert.Equal(0, status.GetProperty("batches").GetInt32() + status.GetProperty("documents").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.DeleteAsync($"/api/users/{new string('x', 300)}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/api/erasures/none")).StatusCode);
    }

    private static ListeningEvent[] Events()
    {
        var listeners = MixtapeApp.SmallWorld.Events.Select(e => e.Listener).Distinct().Take(40).ToHashSet();
        var leaves = listeners.First();
        return [.. MixtapeApp.SmallWorld.Events.Where(e => listeners.Contains(e.Listener)).Take(3000)
            .Select(e => e.Listener == leaves ? e with { Listener = Secret } : e)
            .OrderBy(e => e.Timestamp)];
    }

    private static async Task LiveAsync(MixtapeApp app, bool trains = true)
    {
        foreach (var batch in _events.Chunk(200)) await app.SendAsync(batch);
        await app.Client.PutAsync($"/api/users/{Secret}/follows/artist", null);
        if (!trains) return;
        await app.TrainAsync(new { iterations = 1 });
        Assert.NotEmpty(MixtapeApp.TrackIds(await app.GetAsync($"/api/users/{Secret}/discover-weekly")));
    }

    private static async Task<JsonElement> EraseAsync(MixtapeApp app)
    {
        var answer = await app.Client.DeleteAsync($"/api/users/{Secret}");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await app.WaitAsync((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("statusUrl").GetString()!);
    }

    private static async Task AssertUnknownAsync(MixtapeApp app)
    {
        var documents = app.Service<IDocumentStore>();
        foreach (var container in DocumentContainers.All)
            Assert.Empty(await documents.QueryAsync<JsonElement>(container.Name, Secret).ToListAsync());
        Assert.Empty(await documents.QueryAsync<JsonElement>(Erasures.Container, "pending").ToListAsync());
    }

    private static async Task<SortedDictionary<string, byte[]>> EventBlobsAsync(MixtapeApp app)
    {
        var store = app.Service<IBlobStore>();
        var blobs = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var blob in store.ListAsync(EventIngest.BlobPrefix))
        {
            await using var stream = await store.OpenReadAsync(blob.Name);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            blobs.Add(blob.Name, bytes.ToArray());
        }

        return blobs;
    }

    /// <summary>Waits for something once, after documents of listeners were deleted.</summary>
    private sealed class LateDocumentStore(IDocumentStore inner) : IDocumentStore
    {
        public Func<Task>? AfterListenersAreDeleted { get; set; }

        public Task<Document<T>?> ReadAsync<T>(string container, DocumentKey key, CancellationToken cancellationToken = default) =>
            inner.ReadAsync<T>(container, key, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ReadManyAsync<T>(
            string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default) =>
            inner.ReadManyAsync<T>(container, keys, cancellationToken);

        public IAsyncEnumerable<Document<T>> QueryAsync<T>(
            string container, string partition, string? fromId = null, CancellationToken cancellationToken = default) =>
            inner.QueryAsync<T>(container, partition, fromId, cancellationToken);

        public Task<string> WriteAsync<T>(
            string container, DocumentKey key, T value, WriteCondition condition = default,
            CancellationToken cancellationToken = default) =>
            inner.WriteAsync(container, key, value, condition, cancellationToken);

        public Task WriteManyAsync<T>(
            string container, IReadOnlyCollection<KeyValuePair<DocumentKey, T>> documents, CancellationToken cancellationToken = default) =>
            inner.WriteManyAsync(container, documents, cancellationToken);

        public Task<bool> DeleteAsync(string container, DocumentKey key, CancellationToken cancellationToken = default) =>
            inner.DeleteAsync(container, key, cancellationToken);

        public async Task DeleteManyAsync(
            string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default)
        {
            await inner.DeleteManyAsync(container, keys, cancellationToken);
            if (container != ListenerVector.Container || AfterListenersAreDeleted is not { } wait) return;
            AfterListenersAreDeleted = null;
            await wait();
        }
    }

    private static bool Holds(byte[] bytes) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) >= 0;
}
