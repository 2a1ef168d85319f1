namespace Mixtape.Storage;

/// <summary>A write's condition did not hold: somebody else wrote first. Read again and decide anew.</summary>
public sealed class PreconditionFailedException(string target)
    : Exception($"'{target}' was changed or created by another writer: read it again and retry.");

/// <summary>A blob that was asked for does not exist.</summary>
public sealed class BlobNotFoundException(string name) : Exception($"There is no blob '{name}'.")
{
    /// <summary>The blob's name.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// A store did not answer, or refused for now, and went on so when it was asked again. Whether a write that ends so has happened is not
/// known. The message holds no key, id or content.
/// </summary>
/// <param name="store">What did not answer, such as "Cosmos DB".</param>
/// <param name="reason">How it failed: a status, the store's id of the request.</param>
/// <param name="retryAfter">When to try again, where the store said so.</param>
public sealed class StoreUnavailableException(string store, string reason, TimeSpan? retryAfter = null)
    : Exception($"{store} is not available ({reason}): try again later.")
{
    /// <summary>When to try again, where the store said so.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>A blob's bytes are not those that were written.</summary>
public sealed class DamagedBlobException(string name)
    : IOException($"The bytes of blob '{name}' do not match their checksum: restore it from a backup, or write it again.");

/// <summary>A store's file is damaged, or is no database at all.</summary>
public sealed class CorruptDatabaseException(string path, Exception inner) : Exception(
    $"'{path}' is damaged or is no SQLite database: restore it from a backup, or move it away, with its -wal and -shm files, "
        + "to start empty.",
    inner)
{
    /// <summary>The damaged file.</summary>
    public string Path { get; } = path;
}
