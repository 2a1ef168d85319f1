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

/// <summary>A store's file is damaged, or is no database at all.</summary>
public sealed class CorruptDatabaseException(string path, Exception inner) : Exception(
    $"'{path}' is damaged or is no SQLite database: restore it from a backup, or move it away, with its -wal and -shm files, "
        + "to start empty.",
    inner)
{
    /// <summary>The damaged file.</summary>
    public string Path { get; } = path;
}
