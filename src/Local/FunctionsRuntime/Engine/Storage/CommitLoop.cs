using System.Threading.Channels;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>
/// Applies writes to the database one after another; those that wait while a commit reaches the disk share the next
/// one. A write that fails is undone alone. Safe for several threads.
/// </summary>
internal sealed class CommitLoop : IAsyncDisposable
{
    private const int MaxWritesPerCommit = 256;

    private readonly SqliteDatabase _database;
    private readonly TaskHubTables _tables;
    private readonly CommitFaults _faults;
    private readonly Channel<Write> _writes =
        Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;

    public CommitLoop(string path, CommitFaults faults)
    {
        _database = new SqliteDatabase(path);
        _tables = new TaskHubTables(_database);
        _faults = faults;
        try
        {
            _tables.Create();
        }
        catch
        {
            _database.Dispose();
            throw;
        }

        _loop = Task.Run(RunAsync);
    }

    /// <summary>Completes once the write is safe on disk.</summary>
    /// <param name="write">Changes the tables; may run a second time after its first run was undone.</param>
    /// <exception cref="OperationCanceledException">The hub has stopped; the write did not happen.</exception>
    public Task<T> WriteAsync<T>(Func<TaskHubTables, T> write)
    {
        var pending = new Write<T>(write);
        if (!_writes.Writer.TryWrite(pending))
            pending.Cancel();
        return pending.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _database.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Write>();
        while (await _writes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MaxWritesPerCommit && _writes.Reader.TryRead(out var write))
                batch.Add(write);
            if (Commit(batch))
                continue;

            _writes.Writer.TryComplete();
            while (_writes.Reader.TryRead(out var write))
                batch.Add(write);
            foreach (var write in batch)
                write.Cancel();
        }
    }

    /// <summary>False if an injected fault has stopped the loop.</summary>
    private bool Commit(IReadOnlyList<Write> batch)
    {
        try
        {
            _database.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
                write.Run(_tables);
            if (_faults.BeforeCommit?.Invoke() == true)
            {
                _database.Execute("ROLLBACK");
                return false;
            }

            _database.Execute("COMMIT");
        }
        catch (Exception failure)
        {
            RollBack();
            if (batch.Count == 1)
                batch[0].Fail(failure);
            return batch.Count == 1 || batch.All(write => Commit([write]));
        }

        if (_faults.AfterCommit?.Invoke() == true)
            return false;
        foreach (var write in batch)
            write.Succeed();
        return true;
    }

    private void RollBack()
    {
        try
        {
            _database.Execute("ROLLBACK");
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or CorruptDatabaseException)
        {
            // SQLite has already undone the transaction itself, as it does after some errors (disk full, I/O).
        }
    }

    private abstract class Write
    {
        public abstract void Run(TaskHubTables tables);

        public abstract void Succeed();

        public abstract void Fail(Exception failure);

        public abstract void Cancel();
    }

    private sealed class Write<T>(Func<TaskHubTables, T> write) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _done.Task;

        public override void Run(TaskHubTables tables) => _result = write(tables);

        public override void Succeed() => _done.TrySetResult(_result!);

        public override void Fail(Exception failure) => _done.TrySetException(failure);

        public override void Cancel() => _done.TrySetCanceled();
    }
}
