using Microsoft.Data.Sqlite;

namespace Mixtape.Storage;

/// <summary>One connection and the statements prepared on it. For one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    public SqliteSession(string path)
    {
        // Not pooled by the driver: the pool would keep the connection but not its prepared statements.
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 60 }.ToString());
        _connection.Open();
        try
        {
            // Full: a commit waits until the log is on the disk. Normal could lose the latest commits in a power cut.
            Execute("PRAGMA synchronous = FULL");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement that is needed once.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>
    /// The prepared statement of this text with these values bound to $0, $1, ...; the session owns it.
    /// </summary>
    public SqliteCommand Bind(string sql, params ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i}", values[i]);
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    /// <summary>Runs <paramref name="work"/> in one transaction that holds the write lock from its start.</summary>
    public void Transact(Action work)
    {
        Bind("BEGIN IMMEDIATE").ExecuteNonQuery();
        try
        {
            work();
            Bind("COMMIT").ExecuteNonQuery();
        }
        catch
        {
            // Some failures, a full disk among them, have rolled back already.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) Bind("ROLLBACK").ExecuteNonQuery();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }
}
