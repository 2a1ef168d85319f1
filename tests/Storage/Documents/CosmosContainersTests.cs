using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Mixtape.Emulators;

namespace Mixtape.Storage.Tests;

/// <summary>Containers as they are created, and what is said of those that are not right.</summary>
public sealed class CosmosContainersTests(CosmosServer server)
{
    private static readonly DocumentKey _key = new("p", "i");

    [Theory]
    [InlineData(VectorIndexKind.DiskAnn, "diskANN")]
    [InlineData(VectorIndexKind.QuantizedFlat, "quantizedFlat")]
    [InlineData(VectorIndexKind.None, null)]
    public async Task CreateContainers_EachKind_IsDefinedAsItIsUsed(VectorIndexKind kind, string? index)
    {
        DocumentContainer[] containers = [new("plain"), new("held", "vector"), new("searched", "vector", IsSearched: true)];
        await using var database = new CosmosDatabase(server, containers);
        var wire = new RecordingWire();
        var store = await database.OpenAsync(wire, index: index is null ? VectorIndexKind.None : kind, dimensions: 64);
        foreach (var container in containers) await store.ReadAsync<int>(container.Name, _key);

        var created = wire.Bodies.Select(body => JsonNode.Parse(body)!).Where(body => body["partitionKey"] is not null)
            .ToDictionary(body => body["id"]!.GetValue<string>());

        Assert.Equal(["held", "plain", "searched"], created.Keys.Order());
        foreach (var (name, body) in created)
        {
            Assert.Equal("""{"paths":["/partition"],"kind":"Hash","version":2}""", body["partitionKey"]!.ToJsonString());
            var policy = body["indexingPolicy"]!;
            Assert.Equal(["/id/?"], Paths(policy["includedPaths"]));
            Assert.Equal(name == "plain" ? ["/*"] : ["/*", "/value/vector/*"], Paths(policy["excludedPaths"]));
            var isSearched = name == "searched" && index is not null;
            Assert.Equal(
                isSearched ? [$$"""{"path":"/value/vector","type":"{{index}}"}"""] : [],
                (policy["vectorIndexes"]?.AsArray() ?? []).Select(entry => entry!.ToJsonString()));
            Assert.Equal(
                isSearched ? ["/value/vector float32 64 cosine"] : [],
                (body["vectorEmbeddingPolicy"]?["vectorEmbeddings"]?.AsArray() ?? []).Select(entry =>
                    $"{entry!["path"]} {entry["dataType"]} {entry["dimensions"]} {entry["distanceFunction"]}"));
        }
    }

    [Fact]
    public async Task AnyCall_ContainerMissing_NamesItAndTheRemedy()
    {
        await using var database = new CosmosDatabase(server, new DocumentContainer("things"), new DocumentContainer("others"));
        var none = await database.OpenAsync(create: false);
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => none.ReadAsync<int>("things", _key));
        Assert.Contains("no container 'things'", thrown.Message);
        Assert.Contains("deploy the infrastructure again", thrown.Message);

        await (await database.OpenAsync()).WriteAsync("others", _key, 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => none.WriteAsync("things", _key, 1));
        Assert.Equal(1, (await none.ReadAsync<int>("others", _key))!.Value);
    }

    [Fact]
    public async Task AnyCall_ContainerOfAnotherPartitionKey_NamesTheRemedy()
    {
        await using var database = new CosmosDatabase(server, new DocumentContainer("things"));
        var client = await ConnectAsync(database);
        var made = await client.CreateDatabaseAsync(database.Name);
        await made.Database.CreateContainerAsync(new ContainerProperties("things", "/id"));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await (await database.OpenAsync()).ReadAsync<int>("things", _key));
        Assert.Contains("another partition key than /partition", thrown.Message);
    }

    [Fact]
    public async Task AnyCall_ContainerOfOtherVectors_NamesTheRemedy()
    {
        await using var database = new CosmosDatabase(server, new DocumentContainer("things", "vector", IsSearched: true));
        var store = await database.OpenAsync(index: VectorIndexKind.QuantizedFlat, dimensions: 64);
        await store.WriteAsync("things", _key, new { Vector = new float[64] });
        var other = await database.OpenAsync(index: VectorIndexKind.QuantizedFlat, dimensions: 66);
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => other.ReadAsync<JsonObject>("things", _key));
        Assert.Contains("vectors of 64 entries", thrown.Message);
        Assert.Contains("VectorDimensions is 66", thrown.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteManyAsync_Bulk_IsSentInBatches(bool bulk)
    {
        await using var database = new CosmosDatabase(server, new DocumentContainer("things"));
        var wire = new RecordingWire();
        var store = await database.OpenAsync(wire, bulk);
        var writing = store.WriteManyAsync(
            "things", [.. Enumerable.Range(0, 20).Select(i => KeyValuePair.Create(new DocumentKey("p", $"{i}"), i))]);
        // The server knows no batches.
        if (bulk) await Assert.ThrowsAnyAsync<Exception>(() => writing);
        else await writing;
        Assert.Equal(bulk, wire.Batches > 0);
        Assert.Equal(bulk ? 0 : 20, await store.QueryAsync<int>("things", "p").CountAsync());
    }

    [Fact]
    public void Options_OutOfRange_SayWhatIsAllowed()
    {
        Assert.Contains("https://", Refusal(() => new() { Endpoint = new Uri("http://example.com") }));
        Assert.Contains("4,096", Refusal(() => new() { VectorDimensions = 0 }));
        Assert.Contains("4,096", Refusal(() => new() { VectorDimensions = 4_097 }));
        Assert.Contains("1 to 255", Refusal(() => new() { Database = "a/b" }));
        Assert.Contains("0 to 100", Refusal(() => new() { ThrottleRetries = -1 }));
        Assert.Contains("five minutes", Refusal(() => new() { ThrottleWait = TimeSpan.Zero }));
        Assert.Contains("five minutes", Refusal(() => new() { Timeout = TimeSpan.FromHours(1) }));
        Assert.Contains("1 to 10", Refusal(() => new() { Retries = 11 }));
        Assert.Contains("1 to 1,000", Refusal(() => new() { Concurrency = 0 }));
        Assert.Contains("Mixtape:Cosmos:Endpoint", Refusal(() => new(), open: true));
        Assert.Contains(
            "longer than the wait for throughput",
            Refusal(() => new() { Endpoint = new Uri("https://example.com"), Timeout = TimeSpan.FromSeconds(30) }, open: true));

        static string Refusal(Func<CosmosDocumentStoreOptions> make, bool open = false) => Assert.ThrowsAny<ArgumentException>(() =>
        {
            var options = make();
            if (open) CosmosDocumentStore.Open(options, []).Dispose();
        }).Message;
    }

    private static async Task<CosmosClient> ConnectAsync(CosmosDatabase database)
    {
        if (CosmosServer.Missing is { } reason) Assert.Skip(reason);
        return await database.ConnectAsync();
    }

    private static IEnumerable<string> Paths(JsonNode? paths) => paths!.AsArray().Select(path => path!["path"]!.GetValue<string>());

    /// <summary>Writes down what is sent.</summary>
    private sealed class RecordingWire : DelegatingHandler
    {
        public List<string> Bodies { get; } = [];

        public int Batches { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isBatch = request.Headers.Contains("x-ms-cosmos-is-batch-request");
            var body = isBatch || request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            lock (Bodies)
            {
                if (isBatch) Batches++;
                if (body is not null) Bodies.Add(body);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
