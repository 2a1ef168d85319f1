using Microsoft.Extensions.DependencyInjection;
using Mixtape.Emulators;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Stores;

/// <summary>
/// The whole pipeline over Azurite and a server that speaks Cosmos DB's protocol: the bytes of the embedded stores, and the same again
/// whatever befalls its calls. <c>MIXTAPE_FAULTS=all</c> tries every fault at every single call in a run of its own, which takes two days.
/// </summary>
public sealed class PipelineTests(AzureServers servers, ITestOutputHelper output)
{
    // One run faults every so many-th call, the next run those after them, and so on: in as many runs each call has had its fault.
    private const int Stride = 9;

    private static readonly Fault[] _faults =
        [Fault.Unavailable, Fault.Throttled, Fault.TimedOut, Fault.UploadCut, Fault.AnswerLost, Fault.DownloadCut, Fault.Race];

    private static readonly Lazy<Task<SortedDictionary<string, string>>> _embedded = new(() => new Pipeline().RunAsync(_ => { }));

    public static TheoryData<int> Offsets => [.. Enumerable.Range(0, Stride)];

    [Fact]
    public async Task Pipeline_OverAzure_GivesTheBytesOfTheEmbeddedStores()
    {
        AzureServers.Need();
        var account = await servers.NewAccountAsync();
        using var stores = account.Open();

        AssertSame(await _embedded.Value, await new Pipeline().RunAsync(services => stores.Replace(services)));
    }

    [Fact]
    public async Task Training_WithNetworksAndSoundOverAzure_GivesTheBytesOfTheEmbeddedStores()
    {
        AzureServers.Need();
        using var stores = (await servers.NewAccountAsync()).Open();

        var embedded = await RunAsync(_ => { });

        Assert.Equal(embedded, await RunAsync(services => stores.Replace(services)));
        foreach (var kind in new[] { ".onnx", ".predicted" })
            Assert.Contains(embedded, blob => blob.Name.EndsWith(kind, StringComparison.Ordinal));

        static async Task<List<(string Name, string Sha256)>> RunAsync(Action<IServiceCollection> replace)
        {
            await using var app = await MixtapeApp.StartWithAsync(replace);
            await SoundWorld.HearAsync(app.Service<TrackAudioStore>(), SoundWorld.World.Tracks.Select(track => track.Id));
            await FeatureWorld.PutAsync(app, [.. FeatureWorld.World.Tracks]);
            foreach (var batch in SoundWorld.Events.Chunk(1000)) await app.SendAsync(batch);
            var id = (await app.TrainAsync(SoundWorld.Quick)).GetProperty("id").GetString()!;
            var manifest = (await Generation.LoadAsync(app.Service<IBlobStore>(), id, default)).Manifest;
            return [.. manifest.Blobs.Select(blob => (blob.Name.Replace(id, ""), blob.Sha256))];
        }
    }

    [Theory]
    [MemberData(nameof(Offsets))]
    public async Task Pipeline_AFaultAtEveryCallInTurn_PublishesTheSameAndNobodySeesHalf(int offset)
    {
        AzureServers.Need();
        await RunWithFaultsAsync((call, _) => call % Stride == offset ? _faults[call / Stride % _faults.Length] : null);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(300)]
    [InlineData(700)]
    public async Task Pipeline_StoresDownForLongerThanACallIsRepeated_GoesOnAndPublishesTheSame(int from)
    {
        AzureServers.Need();
        var (blobs, documents) = await RunWithFaultsAsync((call, _) => call >= from && call < from + 15 ? Fault.Unavailable : null);
        Assert.True(Math.Min(blobs, documents) >= from + 15, $"Only {blobs} calls for blobs and {documents} for documents.");
    }

    [Fact]
    public async Task Pointer_SomebodyElseWritesFirst_IsDecidedAnewAndLosesNothing()
    {
        AzureServers.Need();
        var account = await servers.NewAccountAsync();
        using var clean = account.Open();
        await AdvanceAsync(clean, "first");
        var races = 0;
        using var faults = new FaultInjector(CosmosServer.NewHandler())
        {
            Choose = (_, request) => request.Headers.Contains("If-Match") && Interlocked.Increment(ref races) == 1 ? Fault.Race : null,
            Race = (_, _) => AdvanceAsync(clean, "other"),
        };
        using var stores = account.Open(null, faults);

        await AdvanceAsync(stores, "second");

        var current = await new GenerationPointer(clean.Documents, TimeProvider.System).ReadAsync(default);
        Assert.Equal(("second", "other"), (current!.Id, current.Previous));
        Assert.Equal(2, races);

        static async Task AdvanceAsync(AzureStores stores, string generation) => Assert.True(
            await new GenerationPointer(stores.Documents, TimeProvider.System).AdvanceAsync(generation, null, new HoldoutOptions(), 1, default));
    }

    [Fact]
    public async Task Pipeline_EachFaultAtEachCallAlone_PublishesTheSame()
    {
        AzureServers.Need();
        if (Environment.GetEnvironmentVariable("MIXTAPE_FAULTS") != "all") Assert.Skip("Takes two days: set MIXTAPE_FAULTS=all.");
        var (blobCalls, documentCalls) = await RunWithFaultsAsync((_, _) => null);
        foreach (var fault in _faults)
            for (var n = 1; n <= Math.Max(blobCalls, documentCalls); n++)
                await RunWithFaultsAsync(FaultInjector.At(n, fault));
    }

    /// <summary>Goes the way while calls fail, with a reader beside whose calls do not.</summary>
    /// <returns>How many calls went to blobs and to documents.</returns>
    private async Task<(int Blobs, int Documents)> RunWithFaultsAsync(Func<int, HttpRequestMessage, Fault?> choose)
    {
        var account = await servers.NewAccountAsync();
        using var clean = account.Open();
        await clean.Blobs.GetPropertiesAsync("none"); // makes the container
        await new GenerationPointer(clean.Documents, TimeProvider.System).ReadAsync(default); // makes the database
        using var blobFaults = new FaultInjector { Choose = choose };
        using var documentFaults = new FaultInjector(CosmosServer.NewHandler())
        {
            Choose = choose,
            RetryAfter = AzureAccount.Pause,
            Race = (request, cancellation) => TouchAsync(clean, request, cancellation),
        };
        using var stores = account.Open(blobFaults, documentFaults);
        var seen = 0;

        var results = await new Pipeline().RunAsync(
            services => stores.Replace(services),
            async stop =>
            {
                while (!stop.IsCancellationRequested) seen += await LookAsync(clean) ? 1 : 0;
            });

        AssertSame(await _embedded.Value, results);
        Assert.True(seen > 0, "No reader saw a generation.");
        var struck = blobFaults.Injected.Concat(documentFaults.Injected).GroupBy(fault => fault.Key, fault => fault.Value);
        output.WriteLine(
            $"{blobFaults.Calls} calls for blobs, {documentFaults.Calls} for documents, {seen} looks; "
            + string.Join(", ", struck.OrderBy(fault => fault.Key).Select(fault => $"{fault.Key} {fault.Sum()}")));
        return (blobFaults.Calls, documentFaults.Calls);
    }

    /// <summary>Follows the pointer as another instance would; throws where what it finds is not whole.</summary>
    private static async Task<bool> LookAsync(AzureStores stores)
    {
        if (await new GenerationPointer(stores.Documents, TimeProvider.System).ReadAsync(default) is not { } current) return false;
        var generation = await Generation.LoadAsync(stores.Blobs, current.Id, default);
        for (var block = 0; block < generation.ListenerBlocks; block++)
        {
            var (ids, factors) = await generation.ReadListenersAsync(block, default);
            Assert.Equal(ids.Count, factors.Rows);
            if (ids.Count == 0) continue;
            var document = await stores.Documents.ReadAsync<ListenerVector>(ListenerVector.Container, new DocumentKey(ids[0], current.Id));
            Assert.Equal(factors[0].ToArray(), document!.Value.Vector);
        }

        return true;
    }

    /// <summary>Another writer's turn just before one of ours: it writes the pointer anew, so that its ETag is another.</summary>
    private static async Task TouchAsync(AzureStores stores, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.RequestUri!.AbsolutePath.Contains($"/colls/{GenerationPointer.Container}/", StringComparison.Ordinal)) return;
        var key = new DocumentKey("current", "current");
        if (await stores.Documents.ReadAsync<CurrentGeneration>(GenerationPointer.Container, key, cancellationToken) is not { } pointer) return;
        await stores.Documents.WriteAsync(GenerationPointer.Container, key, pointer.Value, default, cancellationToken);
    }

    private static void AssertSame(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, value) in expected) Assert.True(value == actual[name], $"{name}:\n{value}\nbut\n{actual[name]}");
    }
}
