using System.Net.Http.Json;
using System.Text;
using Mixtape.Functions.Serving;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Ingest;

public sealed class EventTests
{
    [Fact]
    public async Task PostEvents_TwiceInPiecesAndAnyOrder_TrainTheSameFactors()
    {
        var events = MixtapeApp.SmallWorld.Events.Take(6000).ToArray();
        await using var once = await MixtapeApp.StartAsync();
        foreach (var batch in events.Chunk(1000)) await once.SendAsync(batch);
        await using var often = await MixtapeApp.StartAsync();
        foreach (var batch in events.Reverse().Chunk(700)) await often.SendAsync(batch);
        foreach (var batch in events.Chunk(1000).Reverse()) await often.SendAsync(batch);
        foreach (var batch in events.Chunk(1000)) await often.SendAsync(batch);

        await once.TrainAsync();
        await often.TrainAsync();

        var (first, second) = (await CurrentAsync(once), await CurrentAsync(often));
        Assert.Equal(
            first.Manifest.Blobs.Select(blob => (Path.GetFileName(blob.Name), blob.Sha256)),
            second.Manifest.Blobs.Select(blob => (Path.GetFileName(blob.Name), blob.Sha256)));
    }

    [Fact]
    public async Task PostEvents_SameBatchAgain_WritesNothingNew()
    {
        await using var app = await MixtapeApp.StartAsync();
        var batch = MixtapeApp.SmallWorld.Events.Take(500).ToArray();
        await app.SendAsync(batch);
        var before = await BlobsAsync(app);

        await app.SendAsync(batch);

        Assert.Equal(before, await BlobsAsync(app));
        var documents = app.Service<IDocumentStore>().QueryAsync<object>("events", batch[0].Listener);
        Assert.Equal(1, await documents.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PostEvents_CallersId_CountsOnceWhateverElseChanges()
    {
        var counter = new PlayCounter(new InterestOptions(), DateTimeOffset.UnixEpoch);
        await using var app = await MixtapeApp.StartAsync();
        var first = new ListeningEvent("l", "t", DateTimeOffset.Parse("2026-01-01T00:00:00Z"), 40_000, EventKind.Stream, 1, "e-1");
        await app.SendAsync([first]);
        await app.SendAsync([first with { MsPlayed = 41_000 }]);

        await foreach (var blob in app.Service<IBlobStore>().ListAsync("events/"))
        {
            await using var stream = await app.Service<IBlobStore>().OpenReadAsync(blob.Name);
            await foreach (var e in EventLog.ReadAsync(stream, default)) counter.Add(e);
        }

        Assert.Equal(1, counter.Events);
    }

    [Theory]
    [InlineData("application/json", """{"events":[EVENT,EVENT2]}""")]
    [InlineData("application/json", "[EVENT,EVENT2]")]
    [InlineData("application/x-ndjson", "EVENT\nEVENT2\n")]
    [InlineData("application/x-ndjson", "EVENT\r\n\r\nEVENT2")]
    public async Task PostEvents_EveryForm_IsTaken(string type, string form)
    {
        await using var app = await MixtapeApp.StartAsync();
        const string Event = """{"listener":"ann","track":"a","timestamp":"2026-01-01T10:00:00+02:00","msPlayed":31000}""";
        var body = form.Replace("EVENT2", Event.Replace("\"a\"", "\"b\"")).Replace("EVENT", Event);

        var answer = await app.Client.PostAsync("/api/events", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal("""{"accepted":2}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Follows_PutAndDeleted_AreListedInOrder()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.Client.PutAsync("/api/users/ann/follows/zeta", null);
        await app.Client.PutAsync("/api/users/ann/follows/alpha", null);
        await app.Client.PutAsync("/api/users/ann/follows/alpha", null);
        await app.Client.PutAsJsonAsync("/api/follows", new[] { new { listener = "ann", artist = "mu" }, new { listener = "bob", artist = "nu" } });
        await app.Client.DeleteAsync("/api/users/ann/follows/zeta");

        var follows = await app.GetAsync("/api/users/ann/follows");

        Assert.Equal("""{"artists":["alpha","mu"]}""", follows.ToString());
    }

    private static async Task<List<BlobProperties>> BlobsAsync(MixtapeApp app) =>
        await app.Service<IBlobStore>().ListAsync("").ToListAsync(TestContext.Current.CancellationToken);

    private static async Task<Generation> CurrentAsync(MixtapeApp app) =>
        (await app.Service<Generations>().CurrentAsync(default))!;
}
