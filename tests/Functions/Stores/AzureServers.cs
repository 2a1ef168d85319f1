using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Emulators;
using Mixtape.Functions.Tests.Stores;
using Mixtape.Storage;

[assembly: AssemblyFixture(typeof(AzureServers))]

namespace Mixtape.Functions.Tests.Stores;

/// <summary>What stands in for Blob Storage and Cosmos DB, started when first asked for.</summary>
public sealed class AzureServers : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> _azurite = new(AzuriteServer.StartAsync);
    private readonly CosmosServer _cosmos = new();

    /// <summary>Skips a test where they cannot be started.</summary>
    internal static void Need()
    {
        if (NodeServer.Missing is { } reason) Assert.Skip(reason);
        if (CosmosServer.IsReal) Assert.Skip("MIXTAPE_TEST_COSMOS names an account: its containers are made for the store's own tests.");
    }

    /// <summary>An account of one's own with nothing in it.</summary>
    internal async Task<AzureAccount> NewAccountAsync() =>
        new((await _azurite.Value).ConnectionString, await _cosmos.GetEndpointAsync(), $"mixtape-{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsValueCreated) await (await _azurite.Value).DisposeAsync();
        await _cosmos.DisposeAsync();
    }
}

/// <summary>A blob container and a database, which stores are opened on; several at a time, as instances of an app would.</summary>
internal sealed record AzureAccount(string BlobConnection, Uri CosmosEndpoint, string Name)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Opens stores whose calls pass through injectors of faults.</summary>
    public AzureStores Open(FaultInjector? blobFaults = null, FaultInjector? documentFaults = null)
    {
        var client = new BlobClientOptions
        {
            Transport = new HttpClientTransport(new HttpClient(blobFaults ?? new FaultInjector())),
            Retry = { Delay = Pause },
        };
        var blobs = AzureBlobStore.Open(
            new AzureBlobStoreOptions { ConnectionString = BlobConnection, Container = Name, BlockSize = 16 << 10, PageSize = 50 }, client);
        var documents = CosmosDocumentStore.Open(
            new CosmosDocumentStoreOptions
            {
                Endpoint = CosmosEndpoint,
                Key = CosmosServer.Key,
                Database = Name,
                CreateContainers = true,
                Bulk = false,
                RetryDelay = Pause,
                Retries = 5,
                Concurrency = 16,
            },
            DocumentContainers.All,
            documentFaults ?? CosmosServer.NewHandler());
        return new AzureStores(blobs, documents);
    }
}

/// <summary>Stores on an account.</summary>
internal sealed record AzureStores(AzureBlobStore Blobs, CosmosDocumentStore Documents) : IDisposable
{
    /// <summary>Puts them in place of an app's own.</summary>
    public void Replace(IServiceCollection services) => services
        .AddSingleton<IBlobStore>(_ => Blobs).AddSingleton<IDocumentStore>(_ => Documents).AddSingleton(_ => Documents);

    public void Dispose() => Documents.Dispose();
}
