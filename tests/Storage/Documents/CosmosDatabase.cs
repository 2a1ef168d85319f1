using Microsoft.Azure.Cosmos;
using Mixtape.Emulators;

namespace Mixtape.Storage.Tests;

/// <summary>A database of a test's own; deleted with it.</summary>
internal sealed class CosmosDatabase(CosmosServer server, params DocumentContainer[] containers) : IAsyncDisposable
{
    private readonly List<IDisposable> _opened = [];

    public string Name { get; } = $"test-{Guid.NewGuid():N}";

    /// <summary>Opens a store on it.</summary>
    /// <param name="through">What requests go through on their way to the server; null for nothing.</param>
    /// <param name="bulk">Whether it writes many documents in bulk; as the server can unless given.</param>
    /// <param name="create">Whether it creates containers.</param>
    /// <param name="throttleRetries">How often the SDK asks again.</param>
    /// <param name="retries">How often the store asks again.</param>
    /// <param name="timeout">How long a request may take.</param>
    /// <param name="index">How vectors are indexed.</param>
    /// <param name="dimensions">Entries of vectors.</param>
    public async Task<CosmosDocumentStore> OpenAsync(
        DelegatingHandler? through = null, bool? bulk = null, bool create = true, int throttleRetries = 9,
        int retries = 3, TimeSpan? timeout = null, VectorIndexKind index = VectorIndexKind.None, int dimensions = 3)
    {
        if (CosmosServer.Missing is { } reason) Assert.Skip(reason);
        var handler = CosmosServer.NewHandler();
        if (through is not null)
        {
            Assert.SkipWhen(handler is null, "What goes wrong here is made up between the store and a server of the test's own.");
            through.InnerHandler = handler;
        }

        var options = new CosmosDocumentStoreOptions
        {
            Endpoint = await server.GetEndpointAsync(),
            Key = CosmosServer.Key,
            Database = Name,
            CreateContainers = create,
            UseGateway = true,
            Bulk = bulk ?? CosmosServer.IsReal,
            VectorIndex = index,
            VectorDimensions = dimensions,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            ThrottleRetries = throttleRetries,
            Retries = retries,
            ThrottleWait = timeout / 2 ?? TimeSpan.FromSeconds(30),
            Timeout = timeout ?? TimeSpan.FromSeconds(45),
        };
        var store = CosmosDocumentStore.Open(options, containers, through ?? handler);
        _opened.Add(store);
        return store;
    }

    /// <summary>The SDK's client, with the same rights.</summary>
    public async Task<CosmosClient> ConnectAsync()
    {
        var handler = CosmosServer.NewHandler();
        var options = new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = handler is not null };
        if (handler is not null) options.HttpClientFactory = () => new HttpClient(handler, disposeHandler: false);
        var client = new CosmosClient((await server.GetEndpointAsync()).AbsoluteUri, CosmosServer.Key, options);
        _opened.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (CosmosServer.IsReal && _opened.Count > 0)
            using (await (await ConnectAsync()).GetDatabase(Name).DeleteStreamAsync()) { }
        foreach (var opened in _opened) opened.Dispose();
    }
}
