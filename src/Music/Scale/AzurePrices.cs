namespace Mixtape.Music.Scale;

/// <summary>
/// List prices in US dollars, pay as you go, East US, as public pages quoted them in the middle of 2025. They change, and differ by
/// region and contract: what they make of a plan is an order of magnitude, and each can be replaced.
/// </summary>
public sealed record AzurePrices
{
    /// <summary>When and where the prices were quoted.</summary>
    public const string Quoted = "list prices, East US, mid-2025";

    /// <summary>A GB-second of Flex Consumption on demand.</summary>
    public double GigabyteSecond { get; init; } = 0.000026;

    /// <summary>GB-seconds a month that are free.</summary>
    public double FreeGigabyteSeconds { get; init; } = 100_000;

    /// <summary>A million executions.</summary>
    public double MillionExecutions { get; init; } = 0.40;

    /// <summary>Executions a month that are free.</summary>
    public double FreeExecutions { get; init; } = 250_000;

    /// <summary>A million request units of a serverless document store.</summary>
    public double MillionRequestUnits { get; init; } = 0.25;

    /// <summary>A GB of documents for a month.</summary>
    public double CosmosGigabyteMonth { get; init; } = 0.25;

    /// <summary>A GB in hot, locally redundant blobs for a month.</summary>
    public double BlobGigabyteMonth { get; init; } = 0.0184;

    /// <summary>Ten thousand calls that write blobs.</summary>
    public double TenThousandWrites { get; init; } = 0.05;

    /// <summary>Ten thousand calls that read blobs.</summary>
    public double TenThousandReads { get; init; } = 0.004;

    /// <summary>Ten thousand calls to queues and tables, in which Durable Functions keeps its state.</summary>
    public double TenThousandHubCalls { get; init; } = 0.004;

    /// <summary>
    /// Such calls for an activity or an orchestration: its messages put, taken and removed, and the rows of its history. Assumed.
    /// </summary>
    public double HubCallsPerActivity { get; init; } = 20;

    /// <summary>Bytes that one call transfers at most; more is more calls.</summary>
    public double BytesPerCall { get; init; } = 4 << 20;

    /// <summary>
    /// Request units of writing a document of so many bytes: 5 for 1 KB and 50 for 100 KB, which Microsoft states, on a line between.
    /// </summary>
    public static double WriteUnits(double bytes) => 5 + Math.Max(0, bytes / 1_000 - 1) * 45 / 99;

    /// <summary>
    /// Request units of reading one: 1 for 1 KB and 10 for 100 KB, twice over. Mixtape asks for what is committed, which is read as with
    /// bounded staleness; and that doubles the units of any read or query, as Microsoft states.
    /// </summary>
    public static double ReadUnits(double bytes) => CommittedReads * (1 + Math.Max(0, bytes / 1_000 - 1) * 9 / 99);

    /// <summary>Request units of a query over one partition that finds little: 3, which is assumed, and doubled as a read's.</summary>
    public const double QueryUnits = CommittedReads * 3;

    private const double CommittedReads = 2;
}
