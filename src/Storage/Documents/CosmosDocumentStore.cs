using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Identity;
using Microsoft.Azure.Cosmos;

namespace Mixtape.Storage;

/// <summary>
/// Documents in Azure Cosmos DB for NoSQL. A container is looked at when it is first used, and created then where
/// <see cref="CosmosDocumentStoreOptions.CreateContainers"/> says so; one that the store was not told of is an
/// <see cref="ArgumentException"/>. A document of more than 2 MB is one as well. Writing many documents is no transaction: each is whole,
/// but where the call fails some may have been written.
/// </summary>
/// <remarks>
/// <para>
/// Every read asks for what is committed in its region (a quorum, at twice the request units), whatever the account's consistency: events
/// that one instance acknowledged must count at the next request though another instance answers it, and who follows the pointer to a new
/// generation must find that generation's documents. Session consistency, the usual default, promises that within one client only. What
/// must not happen twice (locks, the pointer) is written by ETag, which holds at any consistency.
/// </para>
/// <para>
/// A write whose answer is lost is repeated. Where it has a condition, its repetition can meet the document that it wrote itself: each
/// write leaves a random id in the document, by which it knows its own. If by then somebody else has written over it, it counts as refused.
/// </para>
/// </remarks>
/// <exception cref="StoreUnavailableException">Any call: Cosmos DB does not answer.</exception>
/// <exception cref="InvalidOperationException">
/// Any call: the account refuses this identity, or lacks the container; the message says what to do.
/// </exception>
public sealed class CosmosDocumentStore : IDocumentStore, IDisposable
{
    /// <summary>The documents of a partition from an id on.</summary>
    internal const string SelectFrom = "SELECT * FROM c WHERE c.id >= @id ORDER BY c.id";

    /// <summary>The documents of a partition behind an id.</summary>
    internal const string SelectAfter = "SELECT * FROM c WHERE c.id > @id ORDER BY c.id";

    private const int PageDocuments = 256;

    private readonly CosmosDocumentStoreOptions _options;
    private readonly CosmosClient _client;
    private readonly Lazy<CosmosClient> _bulk; // holds requests back to fill batches, which single ones need not bear
    private readonly CosmosCalls _calls;
    private readonly CosmosContainers _containers;

    private CosmosDocumentStore(
        CosmosDocumentStoreOptions options, IReadOnlyList<DocumentContainer> containers, Func<bool, CosmosClient> connect,
        TimeProvider time)
    {
        _options = options;
        _client = connect(false);
        _bulk = new Lazy<CosmosClient>(() => connect(true));
        _calls = new CosmosCalls(options, time);
        _containers = new CosmosContainers(options, containers, _calls, _client);
    }

    /// <summary>Makes a store; nothing is asked of the account yet.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="containers">The containers that will be used.</param>
    /// <param name="handler">Takes all requests instead of the network; they go through the gateway then. Stays the caller's.</param>
    /// <param name="time">The time that waits go by; the system's unless given.</param>
    /// <exception cref="ArgumentException">Options are missing, or contradict each other.</exception>
    public static CosmosDocumentStore Open(
        CosmosDocumentStoreOptions options, IReadOnlyList<DocumentContainer> containers, HttpMessageHandler? handler = null,
        TimeProvider? time = null)
    {
        if (options.Endpoint is not { } endpoint)
        {
            throw new ArgumentException(
                "Cosmos DB has no endpoint: set Mixtape:Cosmos:Endpoint to the account's address.", nameof(options));
        }

        if (options.Timeout <= options.ThrottleWait)
        {
            throw new ArgumentException(
                "The time-out of a request must be longer than the wait for throughput: raise Mixtape:Cosmos:Timeout, or lower "
                + "Mixtape:Cosmos:ThrottleWait.",
                nameof(options));
        }

        foreach (var container in containers) DocumentName.ValidateContainer(container.Name);
        return new CosmosDocumentStore(options, containers, Connect, time ?? TimeProvider.System);

        CosmosClient Connect(bool bulk)
        {
            var client = new CosmosClientOptions
            {
                AllowBulkExecution = bulk,
                ApplicationName = "Mixtape",
                ConnectionMode = options.UseGateway || handler is not null ? ConnectionMode.Gateway : ConnectionMode.Direct,
                EnableContentResponseOnWrite = false,
                LimitToEndpoint = handler is not null, // what a stand-in says of its other addresses is not to be followed
                MaxRetryAttemptsOnRateLimitedRequests = options.ThrottleRetries,
                MaxRetryWaitTimeOnRateLimitedRequests = options.ThrottleWait,
                ReadConsistencyStrategy = ReadConsistencyStrategy.LatestCommitted,
                UseSystemTextJsonSerializerWithOptions = CosmosJson.Options,
            };
            if (handler is not null) client.HttpClientFactory = () => new HttpClient(handler, disposeHandler: false);
            return options.Key is { } key
                ? new CosmosClient(endpoint.AbsoluteUri, key, client)
                : new CosmosClient(endpoint.AbsoluteUri, new DefaultAzureCredential(), client);
        }
    }

    /// <inheritdoc/>
    public async Task<Document<T>?> ReadAsync<T>(string container, DocumentKey key, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidateKey(key);
        var found = await ReadOneAsync<T>(container, key, cancellationToken).ConfigureAwait(false);
        return found?.ToDocument();
    }

    /// <inheritdoc/>
    /// <remarks>Each is a read of its own, the cheapest that there is; so many at once as the options allow.</remarks>
    public async Task<IReadOnlyList<Document<T>>> ReadManyAsync<T>(
        string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        foreach (var key in keys) DocumentName.ValidateKey(key);
        var found = new ConcurrentBag<Document<T>>();
        await EachAsync(keys.Distinct(), async (key, token) =>
        {
            if (await ReadOneAsync<T>(container, key, token).ConfigureAwait(false) is { } document) found.Add(document.ToDocument());
        }, cancellationToken).ConfigureAwait(false);
        return [.. found];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<T>> QueryAsync<T>(
        string container, string partition, string? fromId = null, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidatePartition(partition);
        if (fromId is not null) DocumentName.ValidateId(fromId);
        return QueryPagesAsync<T>(container, partition, fromId, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> WriteAsync<T>(
        string container, DocumentKey key, T value, WriteCondition condition = default, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidateKey(key);
        ArgumentNullException.ThrowIfNull(value);
        var document = CosmosDocument.Of(container, key, value);
        var opened = await _containers.OpenAsync(container, cancellationToken).ConfigureAwait(false);
        var partition = new PartitionKey(key.Partition);
        using (var answer = await _calls.SendAsync("write", container, SendAsync, cancellationToken).ConfigureAwait(false))
        {
            if (condition == default) CheckSuccess(answer, container);
            if (answer.IsSuccessStatusCode) return answer.Headers.ETag;
        }

        // Refused: by what another wrote, or by what this very call did before its answer was lost.
        var present = await ReadOneAsync<JsonElement>(container, key, cancellationToken).ConfigureAwait(false);
        // The target is not named by its key: that may be a listener's.
        return present?.Write == document.Write ? present.ETag! : throw new PreconditionFailedException($"a document of {container}");

        async Task<ResponseMessage> SendAsync(CancellationToken token)
        {
            using var content = new MemoryStream(document.Bytes, writable: false);
            if (condition.MustBeAbsent)
                return await opened.CreateItemStreamAsync(content, partition, cancellationToken: token).ConfigureAwait(false);
            if (condition.MustMatch is not { } etag)
                return await opened.UpsertItemStreamAsync(content, partition, cancellationToken: token).ConfigureAwait(false);
            return await opened.ReplaceItemStreamAsync(
                content, document.Id, partition, new ItemRequestOptions { IfMatchEtag = etag }, token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task WriteManyAsync<T>(
        string container, IReadOnlyCollection<KeyValuePair<DocumentKey, T>> documents, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        var last = new Dictionary<DocumentKey, T>(documents.Count);
        foreach (var (key, value) in documents)
        {
            DocumentName.ValidateKey(key);
            ArgumentNullException.ThrowIfNull(value, nameof(documents));
            last[key] = value;
        }

        var opened = await OpenManyAsync(container, cancellationToken).ConfigureAwait(false);
        await EachAsync(last, async (entry, token) =>
        {
            var document = CosmosDocument.Of(container, entry.Key, entry.Value);
            using var answer = await _calls.SendAsync(
                "write", container,
                async attempt =>
                {
                    using var content = new MemoryStream(document.Bytes, writable: false);
                    return await opened.UpsertItemStreamAsync(content, new PartitionKey(entry.Key.Partition), cancellationToken: attempt)
                        .ConfigureAwait(false);
                },
                token).ConfigureAwait(false);
            CheckSuccess(answer, container);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Where an answer was lost and the repetition finds nothing, the first request is taken to have deleted it.</remarks>
    public async Task<bool> DeleteAsync(string container, DocumentKey key, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidateKey(key);
        var opened = await _containers.OpenAsync(container, cancellationToken).ConfigureAwait(false);
        return await DeleteAsync(opened, key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DeleteManyAsync(
        string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        foreach (var key in keys) DocumentName.ValidateKey(key);
        var opened = await OpenManyAsync(container, cancellationToken).ConfigureAwait(false);
        await EachAsync(
            keys.Distinct(), async (key, token) => await DeleteAsync(opened, key, token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Among the documents with an id, in all partitions, those whose vectors are nearest to one by cosine, through the index that the
    /// container has: approximate where that is <see cref="VectorIndexKind.DiskAnn"/>.
    /// </summary>
    /// <param name="container">The container; it is one with a vector property.</param>
    /// <param name="id">The id.</param>
    /// <param name="vector">The vector, as wide as the documents'.</param>
    /// <param name="count">How many at most; 1 or more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Their partitions and cosines, best first. Documents without a vector of that width are not among them.</returns>
    public async Task<IReadOnlyList<(string Partition, double Score)>> NearestAsync(
        string container, string id, ReadOnlyMemory<float> vector, int count, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidateId(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var property = _containers.Find(container).VectorProperty
            ?? throw new ArgumentException($"Container '{container}' holds no vectors.", nameof(container));
        var query = new QueryDefinition(SelectNearest(property))
            .WithParameter("@count", count).WithParameter("@id", CosmosId.Encode(id)).WithParameter("@vector", vector.ToArray());
        var opened = await _containers.OpenAsync(container, cancellationToken).ConfigureAwait(false);
        var (found, _) = await ReadPagesAsync<NearDocument>(
            opened, query, new QueryRequestOptions { MaxItemCount = count }, count, cancellationToken).ConfigureAwait(false);
        return [.. found.Where(near => near.Score is not null).Take(count).Select(near => (near.Partition, near.Score!.Value))];
    }

    // VALUE is a keyword of the query language, so that the property is named as a string.
    internal static string SelectNearest(string property) => $"""
        SELECT TOP @count c.partition AS partition, VectorDistance(c["value"].{property}, @vector) AS score FROM c WHERE c.id = @id
        ORDER BY VectorDistance(c["value"].{property}, @vector)
        """;

    /// <summary>Closes the connections. Calls still under way fail.</summary>
    public void Dispose()
    {
        _client.Dispose();
        if (_bulk.IsValueCreated) _bulk.Value.Dispose();
    }

    private async Task<CosmosDocument<T>?> ReadOneAsync<T>(string container, DocumentKey key, CancellationToken cancellationToken)
    {
        var opened = await _containers.OpenAsync(container, cancellationToken).ConfigureAwait(false);
        using var answer = await _calls.SendAsync(
            "read", container,
            token => opened.ReadItemStreamAsync(CosmosId.Encode(key.Id), new PartitionKey(key.Partition), cancellationToken: token),
            cancellationToken).ConfigureAwait(false);
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : await DeserializeAsync<CosmosDocument<T>>(answer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> DeleteAsync(Container opened, DocumentKey key, CancellationToken cancellationToken)
    {
        var requests = 0;
        using var answer = await _calls.SendAsync(
            "delete", opened.Id,
            token =>
            {
                requests++;
                return opened.DeleteItemStreamAsync(CosmosId.Encode(key.Id), new PartitionKey(key.Partition), cancellationToken: token);
            },
            cancellationToken).ConfigureAwait(false);
        return answer.IsSuccessStatusCode || requests > 1;
    }

    // Every page is a query of its own from where the last one ended: so a page that fails can be asked for again.
    private async IAsyncEnumerable<Document<T>> QueryPagesAsync<T>(
        string container, string partition, string? fromId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var opened = await _containers.OpenAsync(container, cancellationToken).ConfigureAwait(false);
        var options = new QueryRequestOptions { PartitionKey = new PartitionKey(partition), MaxItemCount = PageDocuments };
        var query = new QueryDefinition(SelectFrom).WithParameter("@id", fromId is null ? "" : CosmosId.Encode(fromId));
        for (var hasMore = true; hasMore;)
        {
            (var page, hasMore) = await ReadPagesAsync<CosmosDocument<T>>(opened, query, options, 1, cancellationToken)
                .ConfigureAwait(false);
            if (page.Count == 0) yield break;
            foreach (var document in page) yield return document.ToDocument();
            if (hasMore) query = new QueryDefinition(SelectAfter).WithParameter("@id", page[^1].Id);
        }
    }

    /// <summary>Reads pages of a query, from its first on, until there are so many results; begins anew where one fails.</summary>
    /// <returns>The results, and whether there are more.</returns>
    private async Task<(List<T> Found, bool HasMore)> ReadPagesAsync<T>(
        Container opened, QueryDefinition query, QueryRequestOptions options, int count, CancellationToken cancellationToken)
    {
        var found = new List<T>();
        FeedIterator? pages = null;
        try
        {
            do
            {
                var isAsked = false;
                using var answer = await _calls.SendAsync(
                    "query", opened.Id,
                    token =>
                    {
                        if (isAsked) Restart();
                        isAsked = true;
                        pages ??= opened.GetItemQueryStreamIterator(query, requestOptions: options);
                        return pages.ReadNextAsync(token);
                    },
                    cancellationToken).ConfigureAwait(false);
                CheckSuccess(answer, opened.Id);
                found.AddRange((await DeserializeAsync<CosmosPage<T>>(answer, cancellationToken).ConfigureAwait(false)).Documents);
            }
            while (found.Count < count && pages!.HasMoreResults); // a page may be empty, and yet not the last

            return (found, pages!.HasMoreResults);
        }
        finally
        {
            pages?.Dispose();
        }

        void Restart()
        {
            pages!.Dispose();
            pages = null;
            found.Clear();
        }
    }

    /// <summary>A query or a write without a condition cannot be refused for one: no other answer is to be taken for success.</summary>
    private static void CheckSuccess(ResponseMessage answer, string container)
    {
        if (answer.IsSuccessStatusCode) return;
        throw answer.StatusCode == HttpStatusCode.NotFound
            ? CosmosContainers.Missing(container)
            : new StoreUnavailableException(CosmosCalls.Service, $"status {(int)answer.StatusCode}, request {answer.Headers.ActivityId}");
    }

    private static async Task<T> DeserializeAsync<T>(ResponseMessage answer, CancellationToken cancellationToken) =>
        (await JsonSerializer.DeserializeAsync<T>(answer.Content, CosmosJson.Options, cancellationToken).ConfigureAwait(false))!;

    private async Task<Container> OpenManyAsync(string container, CancellationToken cancellationToken)
    {
        var opened = await _containers.OpenAsync(container, cancellationToken).ConfigureAwait(false);
        return _options.Bulk ? _bulk.Value.GetContainer(_options.Database, container) : opened;
    }

    private Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken }, work);

    private sealed record NearDocument(string Partition, double? Score);
}
