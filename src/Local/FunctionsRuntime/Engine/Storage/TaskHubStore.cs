namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>A task hub's database: one connection writes, one reads beside it. Safe for several threads.</summary>
internal sealed class TaskHubStore : IAsyncDisposable
{
    private readonly FileStream _ownership;
    private readonly CommitLoop _commits;
    private readonly SqliteDatabase _reading;
    private readonly TaskHubTables _tables;
    private readonly Lock _readLock = new();
    private bool _disposed;

    /// <summary>Opens the database, and makes it (and its folder) first if need be.</summary>
    /// <exception cref="InvalidOperationException">Another hub has it open.</exception>
    /// <exception cref="CorruptDatabaseException">It is damaged or is no database.</exception>
    public TaskHubStore(string path, CommitFaults faults)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        _ownership = Own(path);
        try
        {
            _commits = new CommitLoop(path, faults);
        }
        catch
        {
            _ownership.Dispose();
            throw;
        }

        _reading = new SqliteDatabase(path);
        _tables = new TaskHubTables(_reading);
    }

    /// <inheritdoc cref="CommitLoop.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<TaskHubTables, T> write) => _commits.WriteAsync(write);

    /// <summary>Reads what is committed. Each statement may see a newer state than the one before.</summary>
    /// <exception cref="OperationCanceledException">The hub has stopped.</exception>
    public T Read<T>(Func<TaskHubTables, T> read)
    {
        lock (_readLock)
        {
            return _disposed ? throw new OperationCanceledException("The task hub has stopped.") : read(_tables);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync().ConfigureAwait(false);
        lock (_readLock)
        {
            _disposed = true;
            _reading.Dispose();
        }

        await _ownership.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Keeps other hubs out: two would run everything twice. A killed process's lock is freed.</summary>
    private static FileStream Own(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new InvalidOperationException(
                $"The task hub '{path}' is open in another process: stop that process, or give one of the two another "
                + "hubName in host.json.",
                inUse);
        }
    }
}
