using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Serving;

public sealed class GenerationTests
{
    [Theory]
    [InlineData("factors", "flip")]
    [InlineData("ids", "cut")]
    [InlineData("gramian", "delete")]
    [InlineData("popular.json", "flip")]
    [InlineData("manifest.json", "cut")]
    [InlineData("manifest.json", "delete")]
    public async Task DamagedGeneration_IsRefusedAndTheOneBeforeServesOn(string part, string damage)
    {
        using var folder = new TemporaryFolder();
        string first, second;
        await using (var app = await MixtapeApp.StartAsync(folder))
        {
            await app.SendAsync(MixtapeApp.SmallWorld);
            first = (await app.TrainAsync(new { iterations = 2 })).GetProperty("generation").GetString()!;
            second = (await app.TrainAsync(new { iterations = 3 })).GetProperty("generation").GetString()!;
            await DamageAsync(app.Service<IBlobStore>(), second, part, damage);
        }

        await using var again = await MixtapeApp.StartAsync(folder);
        var answer = await again.GetAsync($"/api/users/{MixtapeApp.SmallWorld.Listeners[0]}/recommendations");

        Assert.Equal(first, answer.GetProperty("generation").GetString());
        await Assert.ThrowsAsync<CorruptBlobException>(() => Generation.LoadAsync(again.Service<IBlobStore>(), second, default));
    }

    [Fact]
    public async Task EveryGenerationDamaged_IsUnavailableAndSaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        await using (var app = await MixtapeApp.StartAsync(folder))
        {
            await app.SendAsync(MixtapeApp.SmallWorld);
            for (var i = 0; i < 2; i++)
            {
                var status = await app.TrainAsync(new { iterations = 2 });
                await DamageAsync(app.Service<IBlobStore>(), status.GetProperty("generation").GetString()!, "factors", "flip");
            }
        }

        await using var again = await MixtapeApp.StartAsync(folder);
        var answer = await again.Client.GetAsync("/api/users/anybody/recommendations");

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains("train again", await answer.Content.ReadAsStringAsync());
        Assert.Equal("damaged", (await again.GetAsync("/api/health")).GetProperty("status").GetString());
        var training = await again.TrainAsync(new { iterations = 4, warmStart = true }); // from nothing, where nothing serves
        Assert.Equal("completed", training.GetProperty("status").GetString());
    }

    [Fact]
    public async Task GenerationLeftHalfPublishedOrDamaged_IsClearedWithItsDocuments()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        var (store, documents) = (app.Service<IBlobStore>(), app.Service<IDocumentStore>());
        await app.TrainAsync(new { iterations = 2 });
        var current = (await app.Service<GenerationPointer>().ReadAsync(default))!.Id;
        foreach (var (dead, withManifest) in new[] { ("20200101T000000000", false), ("20200102T000000000", true) })
        {
            await foreach (var blob in store.ListAsync(GenerationManifest.Folder(current, Mixtape.Music.Collaborative.Side.Listeners)))
            {
                await using var source = await store.OpenReadAsync(blob.Name);
                await store.WriteAsync(blob.Name.Replace(current, dead), (target, cancellation) => source.CopyToAsync(target, cancellation));
            }

            if (withManifest) await store.WriteAsync(GenerationManifest.Name(dead), (target, _) => target.WriteAsync("{"u8.ToArray()).AsTask());
            foreach (var listener in MixtapeApp.SmallWorld.Listeners)
                await documents.WriteAsync(ListenerVector.Container, new DocumentKey(listener, dead), new ListenerVector([1], [], []));
        }

        await app.TrainAsync(new { iterations = 2 });

        Assert.Empty(await store.ListAsync("generations/2020").ToListAsync(TestContext.Current.CancellationToken));
        foreach (var listener in MixtapeApp.SmallWorld.Listeners)
        {
            var left = documents.QueryAsync<ListenerVector>(ListenerVector.Container, listener).Select(document => document.Key.Id);
            Assert.DoesNotContain(await left.ToListAsync(TestContext.Current.CancellationToken), id => id.StartsWith("2020", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task WorseGeneration_IsKeptButNotPublished()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        var good = await app.TrainAsync();

        var bad = await app.TrainAsync(new { factors = 1, iterations = 1, regularization = 1000 });

        Assert.True(good.GetProperty("published").GetBoolean());
        Assert.False(bad.GetProperty("published").GetBoolean());
        Assert.Equal(good.GetProperty("generation").GetString(), (await app.Service<GenerationPointer>().ReadAsync(default))!.Id);
        Assert.NotNull(await app.Service<IBlobStore>().GetPropertiesAsync(GenerationManifest.Name(bad.GetProperty("generation").GetString()!)));
    }

    [Fact]
    public async Task GenerationWithoutAHoldout_CannotBeJudgedSoItIsPublished()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        await app.TrainAsync();

        var unjudged = await app.TrainAsync(new { iterations = 2, holdout = 0 });
        var next = await app.TrainAsync(new { iterations = 2 });

        Assert.True(unjudged.GetProperty("published").GetBoolean());
        Assert.Equal(0, unjudged.GetProperty("metrics").GetProperty("model").GetProperty("listeners").GetInt32());
        Assert.True(next.GetProperty("published").GetBoolean());
    }

    [Fact]
    public async Task OldGenerations_AreClearedButForTheOneBefore()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add((await app.TrainAsync(new { iterations = 2 })).GetProperty("generation").GetString()!);

        var left = await app.Service<IBlobStore>().ListAsync("generations/").Select(blob => blob.Name.Split('/')[1])
            .Distinct().ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ids[1..], left);
        var documents = app.Service<IDocumentStore>();
        var listener = MixtapeApp.SmallWorld.Listeners[0];
        var vectors = documents.QueryAsync<ListenerVector>(ListenerVector.Container, listener);
        Assert.Equal(ids[1..], await vectors.Select(document => document.Key.Id).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NewGeneration_ReplacesTheOldOneInARunningApp()
    {
        await using var app = await MixtapeApp.StartAsync();
        await app.SendAsync(MixtapeApp.SmallWorld);
        var url = $"/api/users/{MixtapeApp.SmallWorld.Listeners[0]}/recommendations";
        await app.TrainAsync(new { iterations = 2 });
        await app.GetAsync(url);
        var second = (await app.TrainAsync(new { iterations = 2 })).GetProperty("generation").GetString();

        string? serving = null;
        for (var deadline = DateTime.UtcNow.AddSeconds(30); serving != second && DateTime.UtcNow < deadline; await Task.Delay(100))
            serving = (await app.GetAsync(url)).GetProperty("generation").GetString();

        Assert.Equal(second, serving);
    }

    private static async Task DamageAsync(IBlobStore store, string generation, string part, string damage)
    {
        var blob = await store.ListAsync(GenerationManifest.Folder(generation))
            .FirstAsync(blob => blob.Name.EndsWith(part, StringComparison.Ordinal) && !blob.Name.Contains("/listeners/"));
        if (damage == "delete")
        {
            await store.DeleteAsync(blob.Name);
            return;
        }

        var bytes = new byte[blob.Length];
        await using (var stream = await store.OpenReadAsync(blob.Name)) await stream.ReadExactlyAsync(bytes);
        if (damage == "cut") bytes = bytes[..(bytes.Length / 2)];
        else bytes[bytes.Length / 2] ^= 1;
        await store.WriteAsync(blob.Name, (stream, cancellation) => stream.WriteAsync(bytes, cancellation).AsTask());
    }
}
