using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Azure.Cosmos;

namespace Mixtape.Storage;

/// <summary>
/// The containers of a database, each looked at when it is first used: that it is there, or is created where that is asked for, and that
/// its keys and vectors are as this store writes them. Safe for concurrent use.
/// </summary>
internal sealed class CosmosContainers(
    CosmosDocumentStoreOptions options, IReadOnlyList<DocumentContainer> containers, CosmosCalls calls, CosmosClient client)
{
    /// <summary>The path of the partition key.</summary>
    public const string PartitionKeyPath = "/partition";

    private readonly Database _database = client.GetDatabase(options.Database);
    private readonly ConcurrentDictionary<string, Container> _open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1, 1);

    /// <summary>What the store was told of a container.</summary>
    /// <exception cref="ArgumentException">Nothing.</exception>
    public DocumentContainer Find(string name) => containers.FirstOrDefault(container => container.Name == name)
        ?? throw new ArgumentException(
            $"There is no container '{name}': name it among the containers that the store is opened with.", nameof(name));

    /// <summary>A container that is there.</summary>
    /// <exception cref="ArgumentException">The store was not told of it when it was opened.</exception>
    /// <exception cref="InvalidOperationException">It is missing, or was made otherwise; the message says what to do.</exception>
    public async ValueTask<Container> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(name, out var open)) return open;
        var known = Find(name);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_open.TryGetValue(name, out open)) return open;
            var container = _database.GetContainer(name);
            if (options.CreateContainers) await CreateAsync(known, cancellationToken).ConfigureAwait(false);
            await CheckAsync(known, container, cancellationToken).ConfigureAwait(false);
            return _open.GetOrAdd(name, container);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>What to say of a container that is missing.</summary>
    public static InvalidOperationException Missing(string container) => new(
        $"Cosmos DB has no container '{container}', or not its database: deploy the infrastructure again, see that Mixtape:Cosmos:Database "
        + "names it, or set Mixtape:Cosmos:CreateContainers where a key is used (an identity with rights to data cannot create any).");

    /// <summary>
    /// A container as it is created. Only ids are indexed, by which partitions are read in order: an index on the rest would make every
    /// write dearer. There is no shard key for the vectors of a container that holds several generations of them, told apart by id: that
    /// the service takes its own property for one is not documented, and the filter on the id needs none.
    /// </summary>
    internal static ContainerProperties Define(DocumentContainer container, CosmosDocumentStoreOptions options)
    {
        var properties = new ContainerProperties(container.Name, PartitionKeyPath)
        {
            PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2, // keys of up to 2 KB count whole
            IndexingPolicy = new IndexingPolicy
            {
                IncludedPaths = { new IncludedPath { Path = "/id/?" } },
                ExcludedPaths = { new ExcludedPath { Path = "/*" } },
            },
        };
        if (container.VectorProperty is not { } property) return properties;
        var path = $"/value/{property}";
        properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = $"{path}/*" });
        if (!container.IsSearched || options.VectorIndex == VectorIndexKind.None) return properties;
        properties.VectorEmbeddingPolicy = new VectorEmbeddingPolicy(
        [
            new Embedding
            {
                Path = path,
                DataType = VectorDataType.Float32,
                DistanceFunction = DistanceFunction.Cosine,
                Dimensions = options.VectorDimensions,
            },
        ]);
        properties.IndexingPolicy.VectorIndexes.Add(new VectorIndexPath
        {
            Path = path,
            Type = options.VectorIndex == VectorIndexKind.DiskAnn ? VectorIndexType.DiskANN : VectorIndexType.QuantizedFlat,
        });
        return properties;
    }

    private async Task CreateAsync(DocumentContainer container, CancellationToken cancellationToken)
    {
        // Whoever was faster has created the same.
        using var database = await calls.SendAsync(
            "create", container.Name,
            token => client.CreateDatabaseStreamAsync(new DatabaseProperties(options.Database), null, null, token),
            cancellationToken).ConfigureAwait(false);
        using var created = await calls.SendAsync(
            "create", container.Name,
            token => _database.CreateContainerStreamAsync(Define(container, options), cancellationToken: token),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task CheckAsync(DocumentContainer known, Container container, CancellationToken cancellationToken)
    {
        using var answer = await calls.SendAsync(
            "open", known.Name, token => container.ReadContainerStreamAsync(cancellationToken: token), cancellationToken)
            .ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound) throw Missing(known.Name);
        var definition = await JsonSerializer.DeserializeAsync<Definition>(answer.Content, CosmosJson.Options, cancellationToken)
            .ConfigureAwait(false);
        if (definition?.PartitionKey?.Paths is not [PartitionKeyPath])
        {
            throw new InvalidOperationException(
                $"Container '{known.Name}' of Cosmos DB has another partition key than {PartitionKeyPath}: delete it, and deploy again.");
        }

        if (!known.IsSearched || options.VectorIndex == VectorIndexKind.None) return;
        var embedding = definition.VectorEmbeddingPolicy?.VectorEmbeddings?.FirstOrDefault(
            embedding => embedding.Path == $"/value/{known.VectorProperty}");
        if (embedding?.Dimensions == options.VectorDimensions) return;
        throw new InvalidOperationException(
            $"Container '{known.Name}' of Cosmos DB is made for vectors of {embedding?.Dimensions ?? 0} entries, "
            + $"Mixtape:Cosmos:VectorDimensions is {options.VectorDimensions}: set it to that, or delete the container, deploy again and train.");
    }

    /// <summary>What is looked at of a container as the service tells it.</summary>
    private sealed record Definition(KeyDefinition? PartitionKey, VectorPolicy? VectorEmbeddingPolicy);

    private sealed record KeyDefinition(IReadOnlyList<string> Paths);

    private sealed record VectorPolicy(IReadOnlyList<VectorDefinition>? VectorEmbeddings);

    private sealed record VectorDefinition(string Path, int Dimensions);
}
