using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Functions.Serving;
using Mixtape.Storage;

namespace Mixtape.Functions;

/// <summary>Where blobs and documents are kept, and what depends on where.</summary>
internal static class Stores
{
    /// <summary>
    /// Adds the stores that the configuration names: <c>Mixtape:Blobs</c> (<see cref="AzureBlobStoreOptions"/>) and <c>Mixtape:Cosmos</c>
    /// (<see cref="CosmosDocumentStoreOptions"/>). Where it names none, they are files and SQLite in a folder.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The app runs in Azure, where instances come and go, and would keep something on an instance's disk.
    /// </exception>
    public static IServiceCollection AddStores(this IServiceCollection services, IConfiguration configuration, string folder)
    {
        var blobs = configuration.GetSection("Mixtape:Blobs").Get<AzureBlobStoreOptions>() ?? new AzureBlobStoreOptions();
        var cosmos = CosmosOptions(configuration);
        var hasBlobs = blobs.Endpoint is not null || blobs.ConnectionString is not null;
        var hasCosmos = cosmos.Endpoint is not null;
        // Every plan sets the app's name; WEBSITE_INSTANCE_ID is missing on Flex Consumption.
        if (configuration["WEBSITE_SITE_NAME"] is not null && !(hasBlobs && hasCosmos))
        {
            throw new InvalidOperationException(
                "In Azure, instances come and go, and none sees another's files: set Mixtape__Blobs__Endpoint and Mixtape__Cosmos__Endpoint.");
        }

        // Opened here: what is wrong with a file or a setting shows at the start.
        IBlobStore blobStore = hasBlobs ? AzureBlobStore.Open(blobs) : new FileBlobStore(Path.Combine(folder, "blobs"));
        services.AddSingleton(_ => blobStore);
        if (!hasCosmos)
        {
            var sqlite = new SqliteDocumentStore(Path.Combine(folder, "documents.db"));
            return services.AddSingleton<IDocumentStore>(_ => sqlite);
        }

        var store = CosmosDocumentStore.Open(cosmos, DocumentContainers.All);
        return services.AddSingleton(_ => store).AddSingleton<IDocumentStore>(provider => provider.GetRequiredService<CosmosDocumentStore>());
    }

    /// <summary>Adds the search for tracks near another.</summary>
    /// <exception cref="InvalidOperationException">Cosmos DB is to search, but there is none, or it has no vector index.</exception>
    public static IServiceCollection AddSimilarTracks(
        this IServiceCollection services, SimilarTracksMode mode, IConfiguration configuration)
    {
        if (mode == SimilarTracksMode.InProcess) return services.AddSingleton<ISimilarTracks, InProcessSimilarTracks>();
        var cosmos = CosmosOptions(configuration);
        if (cosmos.Endpoint is null)
        {
            throw new InvalidOperationException(
                "Mixtape:SimilarTracks is Cosmos, but Mixtape:Cosmos:Endpoint is not set: set it to the account's address, or SimilarTracks to "
                + "InProcess.");
        }

        if (cosmos.VectorIndex == VectorIndexKind.None)
        {
            throw new InvalidOperationException(
                "Mixtape:SimilarTracks is Cosmos, but its documents have no vector index: set Mixtape:Cosmos:VectorIndex to DiskAnn or "
                + "QuantizedFlat, as they were deployed, or SimilarTracks to InProcess.");
        }

        return services.AddSingleton<ISimilarTracks, CosmosSimilarTracks>();
    }

    private static CosmosDocumentStoreOptions CosmosOptions(IConfiguration configuration) =>
        configuration.GetSection("Mixtape:Cosmos").Get<CosmosDocumentStoreOptions>() ?? new CosmosDocumentStoreOptions();
}
