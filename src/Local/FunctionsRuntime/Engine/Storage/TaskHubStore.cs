namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>A task hub's database: one connection writes, one reads beside it. Safe for several threads.</summary>
internal sealed class TaskHubStore : IAsyncDisposable
{
    private readonly CommitLoop _commits;
    private readonly SqliteSession _reading;
    private readonly TaskHubTables _tables;
    private readonly Lock _readLock = new();
    private bool _disposed;

    /// <summary>Opens the database, and makes it (and its folder) first if need be.</summary>
    public TaskHubStore(string path, CommitFaults faults)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        _commits = new CommitLoop(path, faults);
        _reading = new SqliteSession(path);
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
    }
}
