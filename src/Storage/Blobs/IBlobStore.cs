namespace Mixtape.Storage;

/// <summary>
/// Named blobs, written whole or not at all. Names are '/'-separated relative paths of the characters
/// <c>A-Z a-z 0-9 - _ . =</c>, at most 512 characters and at most 120 in a segment, no segment empty or ending in '.'
/// (so neither "." nor ".."); anything else is an <see cref="ArgumentException"/>. Case matters. A name says nothing
/// about another: <c>a</c>, <c>a/b</c> and <c>A</c> can stand side by side. Safe for concurrent use.
/// </summary>
public interface IBlobStore
{
    /// <summary>
    /// Runs <paramref name="content"/> on a write-only stream and makes what it wrote the blob, atomically and durably:
    /// once the task completes, the blob survives a crash; if the callback throws, nothing has changed. The stream
    /// cannot seek, may be disposed by the callback, and refuses writes after it. Of two writes at once, one is first
    /// and the other replaces it. The condition is decided at the end, so a callback may run for a write that is then
    /// refused.
    /// </summary>
    /// <returns>The properties of the blob as written.</returns>
    /// <exception cref="PreconditionFailedException">The condition does not hold; the blob is unchanged.</exception>
    /// <exception cref="StoreUnavailableException">This call or any other: the store does not answer.</exception>
    Task<BlobProperties> WriteAsync(
        string name,
        Func<Stream, CancellationToken, Task> content,
        WriteCondition condition = default,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens <paramref name="length"/> bytes from <paramref name="offset"/>; to the end where no length is given. The
    /// stream never mixes two versions: where the blob is replaced or deleted meanwhile, it goes on with the one that
    /// it was opened on, or fails with an <see cref="IOException"/>.
    /// </summary>
    /// <exception cref="BlobNotFoundException">There is no such blob.</exception>
    /// <exception cref="DamagedBlobException">
    /// From the stream, at its end at the latest: what was read are not the bytes that were written, as far as the store keeps a checksum.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The range is negative or reaches past the end of the blob; an empty range at the very end does not.
    /// </exception>
    Task<Stream> OpenReadAsync(
        string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default);

    /// <summary>The blob's properties, or null where there is no such blob.</summary>
    Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// All blobs whose name starts with <paramref name="prefix"/>, in ordinal order of the whole name ('/' included).
    /// The prefix need not end at a '/'; one that no name can start with finds nothing. What is written or deleted
    /// during the listing may or may not be in it.
    /// </summary>
    IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Deletes the blob, durably; false where there was none.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>What a store knows of a blob without reading it.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="LastModified">When it was last written, UTC, to the second or better.</param>
/// <param name="ETag">Changes with every write, also of the same bytes, also after a delete.</param>
public sealed record BlobProperties(string Name, long Length, DateTimeOffset LastModified, string ETag);
