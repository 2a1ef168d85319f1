using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Mixtape.Storage;

/// <summary>
/// Blobs as block blobs of one container of Azure Blob Storage, under their own names.
/// </summary>
/// <remarks>
/// <para>Atomic: a blob that fits a block is one call; a larger one is staged in blocks that nobody sees, and becomes the blob with the
/// commit, which the condition is part of. Blocks that were never committed cost their storage until the service drops them, after a week
/// or with the next write of that blob. So of two writers of one large blob at once the second loses its blocks to the first's commit. It
/// is told of success where the first wrote the same bytes, that its condition failed where it had one, and else by a
/// <see cref="StoreUnavailableException"/>: write again.</para>
/// <para>Retries: the SDK repeats a call whose answer was lost, and the repetition of a conditional write then finds its own condition
/// broken. Each write therefore leaves an id in the metadata; a write that was refused reads them, and has succeeded where the id is its
/// own. Only where yet another writer replaced the blob in that moment is a write told to have failed that had happened. A deletion has no
/// such id: where its answer was lost it may say that there was no blob.</para>
/// <para>Checksums: every call carries an MD5 of its bytes in either direction, so what the service got is what was written, and what was
/// read is what the service has. A SHA-256 of the whole stands in the metadata and is compared where a whole blob is read in order; so
/// bytes that were changed at the service are found by such a read, and not by one of a range. Blobs that other tools wrote, without
/// metadata, are read uncompared.</para>
/// <para>Locks: none. A blob's lease would keep readers and writers of one blob apart, but conditional writes do that already, and what
/// must happen once in the whole app is guarded by a document.</para>
/// <para>The account must have a flat namespace. With a hierarchical one <c>a</c> and <c>a/b</c> could not stand side by side, and a
/// listing would come in another order.</para>
/// </remarks>
public sealed class AzureBlobStore : IBlobStore
{
    private readonly BlobContainerClient _container;
    private readonly AzureBlobStoreOptions _options;

    /// <summary>A store on a container that exists.</summary>
    /// <param name="container">The container; its client's options decide on retries.</param>
    /// <param name="options">Block and page size; all else is the container's. Null for the defaults.</param>
    public AzureBlobStore(BlobContainerClient container, AzureBlobStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        _container = container;
        _options = options ?? new AzureBlobStoreOptions();
    }

    /// <summary>Opens the store that the options name, making its container where they say so, which is a call that waits.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="client">The client's options, such as a transport; the options' retries and time-outs are set in it.</param>
    /// <exception cref="ArgumentException">The options name no account or two, or the connection string cannot be read.</exception>
    /// <exception cref="StoreUnavailableException">The container could not be made for now.</exception>
    public static AzureBlobStore Open(AzureBlobStoreOptions options, BlobClientOptions? client = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Endpoint is null == options.ConnectionString is null) throw new ArgumentException(
            $"Blob Storage needs either {nameof(options.Endpoint)} or {nameof(options.ConnectionString)}: set one of them.",
            nameof(options));

        client ??= new BlobClientOptions();
        client.Retry.Mode = RetryMode.Exponential;
        client.Retry.MaxRetries = options.MaximumRetries;
        client.Retry.NetworkTimeout = options.NetworkTimeout;
        BlobServiceClient service;
        try
        {
            service = options.Endpoint is { } endpoint
                ? new BlobServiceClient(endpoint, new DefaultAzureCredential(), client)
                : new BlobServiceClient(options.ConnectionString, client);
        }
        catch (FormatException)
        {
            // Its message may quote what it could not read, which may be the key.
            throw new ArgumentException(
                $"{nameof(options.ConnectionString)} is no connection string: copy it anew, or say UseDevelopmentStorage=true.",
                nameof(options));
        }

        var container = service.GetBlobContainerClient(options.Container);
        if (options.CreateContainer ?? options.ConnectionString is not null) Create(container);
        return new AzureBlobStore(container, options);
    }

    /// <inheritdoc/>
    public async Task<BlobProperties> WriteAsync(
        string name,
        Func<Stream, CancellationToken, Task> content,
        WriteCondition condition = default,
        CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();

        var blob = _container.GetBlockBlobClient(name);
        await using var upload = new AzureBlobUpload(blob, _options.BlockSize);
        var stream = new BlobWriteStream(upload);
        await content(stream, cancellationToken).ConfigureAwait(false);
        stream.Close();
        cancellationToken.ThrowIfCancellationRequested();
        return await RunAsync(
            async () =>
            {
                try
                {
                    return await upload.CommitAsync(Conditions(condition), cancellationToken).ConfigureAwait(false);
                }
                catch (RequestFailedException e) when (IsRefusal(e, condition))
                {
                    return await DespiteRefusalAsync(blob, upload, e, condition, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(
        string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (length is { } asked) ArgumentOutOfRangeException.ThrowIfNegative(asked, nameof(length));
        cancellationToken.ThrowIfCancellationRequested();
        return await RunAsync(
            async () =>
            {
                try
                {
                    return await AzureBlobDownload.OpenAsync(
                        _container.GetBlockBlobClient(name), _options.BlockSize, offset, length, cancellationToken).ConfigureAwait(false);
                }
                catch (RequestFailedException e) when (IsMissing(e))
                {
                    throw new BlobNotFoundException(name);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        cancellationToken.ThrowIfCancellationRequested();
        var found = await RunAsync(() => FindAsync(_container.GetBlockBlobClient(name), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return found?.Properties;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobProperties> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        await using var pages = _container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken)
            .AsPages(pageSizeHint: _options.PageSize).GetAsyncEnumerator(cancellationToken);
        while (await RunAsync(() => pages.MoveNextAsync().AsTask(), cancellationToken).ConfigureAwait(false))
        {
            // Names that break the rule are somebody else's: no call of this store could reach them.
            foreach (var item in pages.Current.Values.Where(item => BlobName.Problem(item.Name) is null))
            {
                var properties = item.Properties;
                yield return new BlobProperties(
                    item.Name,
                    properties.ContentLength!.Value,
                    properties.LastModified!.Value,
                    AzureBlobMetadata.Plain(properties.ETag!.Value));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        cancellationToken.ThrowIfCancellationRequested();
        return await RunAsync(
            async () =>
            {
                try
                {
                    await _container.GetBlockBlobClient(name).DeleteAsync(
                        DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (RequestFailedException e) when (IsMissing(e))
                {
                    return false;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static void Create(BlobContainerClient container)
    {
        try
        {
            container.CreateIfNotExists();
        }
        catch (Exception e) when (BlobServiceErrors.Translate(e, CancellationToken.None) is { } error)
        {
            throw error;
        }
    }

    /// <summary>
    /// What a write that the service refused has come to: the blob's properties where it has been written all the same, by an earlier
    /// attempt whose answer was lost or by another writer of the same bytes.
    /// </summary>
    private static async Task<BlobProperties> DespiteRefusalAsync(
        BlockBlobClient blob,
        AzureBlobUpload upload,
        RequestFailedException refusal,
        WriteCondition condition,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(blob, cancellationToken).ConfigureAwait(false);
        if (found?.Metadata.WriteId == upload.WriteId) return found.Value.Properties;
        if (condition == default)
        {
            return found is { } other && other.Metadata.Sha256 == upload.Sha256
                ? other.Properties
                : throw new StoreUnavailableException("Blob Storage", "another writer of the same blob was faster");
        }

        var holds = condition.MustBeAbsent ? found is null : found?.Properties.ETag == condition.MustMatch;
        throw holds && refusal.ErrorCode == BlobErrorCode.InvalidBlockList
            ? new StoreUnavailableException("Blob Storage", "the blob's blocks are gone")
            : new PreconditionFailedException(blob.Name);
    }

    private static async Task<(BlobProperties Properties, AzureBlobMetadata Metadata)?> FindAsync(
        BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
            return (
                new BlobProperties(blob.Name, found.ContentLength, found.LastModified, AzureBlobMetadata.Plain(found.ETag)),
                AzureBlobMetadata.From(found.Metadata));
        }
        catch (RequestFailedException e) when (IsMissing(e))
        {
            return null;
        }
    }

    private static async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (BlobServiceErrors.Translate(e, cancellationToken) is { } error)
        {
            throw error;
        }
    }

    private static BlobRequestConditions? Conditions(WriteCondition condition) =>
        condition.MustBeAbsent ? new BlobRequestConditions { IfNoneMatch = ETag.All }
        : condition.MustMatch is { } etag ? new BlobRequestConditions { IfMatch = new ETag(etag) }
        : null;

    private static bool IsRefusal(RequestFailedException error, WriteCondition condition) =>
        error.ErrorCode == BlobErrorCode.InvalidBlockList
        || (condition != default
            && (error.ErrorCode == BlobErrorCode.ConditionNotMet
                || error.ErrorCode == BlobErrorCode.BlobAlreadyExists
                || IsMissing(error)));

    // A container that is missing is another matter.
    private static bool IsMissing(RequestFailedException error) =>
        error.Status == 404 && error.ErrorCode != BlobErrorCode.ContainerNotFound;
}
