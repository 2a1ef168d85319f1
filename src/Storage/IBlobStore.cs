namespace Mixtape.Storage;

/// <summary>
/// Named blobs, written whole or not at all. Names are '/'-separated relative paths of the characters
/// <c>A-Z a-z 0-9 - _ . =</c>, at most 512 characters, no segment empty, "." or ".."; anything else is an
/// <see cref="ArgumentException"/>. Safe for concurrent use.
/// </summary>
public interface IBlobStore
{
    /// <summary>
    /// Runs <paramref name="content"/> on a write-only stream and makes what it wrote the blob, atomically and durably:
    /// once the task completes, the blob survives a crash; if the callback throws, nothing has changed.
    /// </summary>
    /// <returns>The properties of the blob as written.</returns>
    /// <exception cref="PreconditionFailedException">The condition does not hold; the blob is unchanged.</exception>
    Task<BlobProperties> WriteAsync(
        string name,
        Func<Stream, CancellationToken, Task> content,
        WriteCondition condition = default,
        CancellationToken cancellationToken = default);

    /// <summary>Opens <paramref name="length"/> bytes from <paramref name="offset"/>; to the end where no length is given.</summary>
    /// <exception cref="BlobNotFoundException">There is no such blob.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches past the end of the blob.</exception>
    Task<Stream> OpenReadAsync(string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default);

    /// <summary>The blob's properties, or null where there is no such blob.</summary>
    Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All blobs whose name starts with <paramref name="prefix"/>, in ordinal order of name. The prefix need not end at a '/'.</summary>
    IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Deletes the blob; false where there was none.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>What a store knows of a blob without reading it.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="LastModified">When it was last written, UTC, to the millisecond or better.</param>
/// <param name="ETag">Changes with every write.</param>
public sealed record BlobProperties(string Name, long Length, DateTimeOffset LastModified, string ETag);
