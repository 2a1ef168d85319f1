using System.Text.RegularExpressions;

namespace Mixtape.Storage;

/// <summary>
/// Where <see cref="AzureBlobStore"/> keeps its blobs: an <see cref="Endpoint"/> or a <see cref="ConnectionString"/>, not both.
/// </summary>
public sealed partial class AzureBlobStoreOptions
{
    /// <summary>
    /// The account, <c>https://ACCOUNT.blob.core.windows.net</c>. Whoever runs the app signs in as DefaultAzureCredential does: the managed
    /// identity in Azure (a user-assigned one by AZURE_CLIENT_ID), `az login` on a desk. The role is Storage Blob Data Contributor.
    /// </summary>
    public Uri? Endpoint
    {
        get;
        init => field = value is null || IsAccount(value)
            ? value
            : throw new ArgumentException(
                $"{nameof(Endpoint)} must be https://ACCOUNT.blob.core.windows.net, without a path or a query.", nameof(Endpoint));
    }

    /// <summary>
    /// For Azurite and development, such as <c>UseDevelopmentStorage=true</c>. It may hold a key, so an app in Azure has an
    /// <see cref="Endpoint"/> instead.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>The container, which should hold nothing else: 3 to 63 of a-z, 0-9 and single hyphens within.</summary>
    public string Container
    {
        get;
        init => field = value is { Length: >= 3 and <= 63 } && ContainerName().IsMatch(value)
            ? value
            : throw new ArgumentException(
                $"'{value}' cannot be a container: use 3 to 63 of a-z, 0-9 and single hyphens between them.", nameof(Container));
    } = "mixtape";

    /// <summary>
    /// Whether to make the container where it is missing. Where nothing is said: yes with a <see cref="ConnectionString"/>, no with an
    /// <see cref="Endpoint"/>, whose deployment makes it, so that a misspelt name is an error rather than a second, empty store.
    /// </summary>
    public bool? CreateContainer { get; init; }

    /// <summary>
    /// Bytes that are sent or fetched in one call, 1,024 to 4,194,304. The service gives a checksum with no longer range, and a blob has at
    /// most 50,000 blocks, so 195 GiB with the default. A write holds at most two of them in memory, a read one.
    /// </summary>
    public int BlockSize
    {
        get;
        init => field = value is >= 1024 and <= 4 << 20
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BlockSize), value, "a block must have 1,024 to 4,194,304 bytes.");
    } = 4 << 20;

    /// <summary>Blobs that one call lists, 1 to 5,000: the service gives no more.</summary>
    public int PageSize
    {
        get;
        init => field = value is >= 1 and <= 5000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PageSize), value, "a call can list 1 to 5,000 blobs.");
    } = 5000;

    /// <summary>
    /// How often a call that failed is made again, 0 to 20. Five times, after 0.8 s and then twice as long each time, wait out half a
    /// minute of a busy service.
    /// </summary>
    public int MaximumRetries
    {
        get;
        init => field = value is >= 0 and <= 20
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumRetries), value, "a call can be made again 0 to 20 times.");
    } = 5;

    /// <summary>
    /// How long a call may stand still, 1 s to 5 minutes. 30 s is ample for a block, and with the retries a call of a store that never
    /// answers ends within four minutes, before an activity's time is up.
    /// </summary>
    public TimeSpan NetworkTimeout
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromMinutes(5)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(NetworkTimeout), value, "a call may stand still for 1 s to 5 minutes.");
    } = TimeSpan.FromSeconds(30);

    private static bool IsAccount(Uri value) =>
        value is { IsAbsoluteUri: true, Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}
