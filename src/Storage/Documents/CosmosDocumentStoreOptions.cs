namespace Mixtape.Storage;

/// <summary>Where a <see cref="CosmosDocumentStore"/> keeps its documents, and how it asks for them. Immutable.</summary>
public sealed class CosmosDocumentStoreOptions
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The account, such as <c>https://name.documents.azure.com</c>. Asked as the identity that DefaultAzureCredential finds, unless there
    /// is a <see cref="Key"/>. Over plain HTTP a token or key could be read on its way, so that is for this machine alone.
    /// </summary>
    public Uri? Endpoint
    {
        get;
        init => field = value is null || (value.IsAbsoluteUri && (value.Scheme == "https" || (value.Scheme == "http" && value.IsLoopback)))
            ? value
            : throw new ArgumentException(
                "the endpoint of Cosmos DB must be an https:// address (http:// on this machine only).", nameof(Endpoint));
    }

    /// <summary>The account's key: for the emulator and tests. A deployment has no use for it: it turns keys off.</summary>
    public string? Key { get; init; }

    /// <summary>The database.</summary>
    public string Database
    {
        get;
        init => field = !string.IsNullOrEmpty(value) && value.Length <= 255 && value.IndexOfAny(['/', '\\', '?', '#']) < 0
            ? value
            : throw new ArgumentException("a database's name has 1 to 255 characters and none of / \\ ? #.", nameof(Database));
    } = "mixtape";

    /// <summary>
    /// Whether to create the database and its containers where they are missing. Off by default: an identity with rights to data alone
    /// cannot, so the deployment makes them.
    /// </summary>
    public bool CreateContainers { get; init; }

    /// <summary>
    /// How vectors are indexed in the containers that this store creates, and expects. None by default, since an account must have vector
    /// search turned on.
    /// </summary>
    public VectorIndexKind VectorIndex { get; init; }

    /// <summary>
    /// Entries of a vector in the containers that are searched, 1 to 4,096, the most that Cosmos DB indexes. A published track has as many
    /// as a training makes factors, 64 by default, and two more where it learns biases. It is part of a container's definition: to train
    /// with another number, make the container anew.
    /// </summary>
    public int VectorDimensions
    {
        get;
        init => field = value is >= 1 and <= 4_096
            ? value
            : throw new ArgumentOutOfRangeException(nameof(VectorDimensions), value, "vectors must have 1 to 4,096 entries.");
    } = 64;

    /// <summary>
    /// Whether to go through the gateway over HTTPS rather than straight to the replicas over TCP: for networks that let nothing else
    /// through, and for the emulator. Slower.
    /// </summary>
    public bool UseGateway { get; init; }

    /// <summary>Whether to send writes of many documents in bulk. Off is for servers that do not speak it.</summary>
    public bool Bulk { get; init; } = true;

    /// <summary>
    /// How many documents are written or read at once, 1 to 1,000, by a call for many of them. 64 keeps 10,000 request units a second busy
    /// at some 6 ms for each.
    /// </summary>
    public int Concurrency
    {
        get;
        init => field = value is >= 1 and <= 1_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Concurrency), value, "1 to 1,000 documents can be asked for at once.");
    } = 64;

    /// <summary>How often the SDK asks again, 0 to 100 times, when told that the throughput is used up (429).</summary>
    public int ThrottleRetries
    {
        get;
        init => field = value is >= 0 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ThrottleRetries), value, "a throttled request can be repeated 0 to 100 times.");
    } = 9;

    /// <summary>
    /// How long the SDK waits in all for throughput, up to five minutes: an answer over HTTP is due in less than four.
    /// </summary>
    public TimeSpan ThrottleWait
    {
        get;
        init => field = CheckWait(value, nameof(ThrottleWait));
    } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is repeated, 1 to 10 times, that found no or only a broken answer.</summary>
    public int Retries
    {
        get;
        init => field = value is >= 1 and <= 10
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Retries), value, "a failed request can be repeated 1 to 10 times.");
    } = 3;

    /// <summary>The wait before the first repetition, up to five minutes; each further one is twice as long.</summary>
    public TimeSpan RetryDelay
    {
        get;
        init => field = CheckWait(value, nameof(RetryDelay));
    } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long one request may take, up to five minutes, the waits for throughput included: so more than
    /// <see cref="ThrottleWait"/>. Four of them, one and its repetitions, end before an answer over HTTP would be cut off.
    /// </summary>
    public TimeSpan Timeout
    {
        get;
        init => field = CheckWait(value, nameof(Timeout));
    } = TimeSpan.FromSeconds(45);

    private static TimeSpan CheckWait(TimeSpan value, string name) => value > TimeSpan.Zero && value <= _longestWait
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "a wait must be more than none and five minutes at most.");
}
