using Microsoft.Data.Sqlite;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>A connection with its prepared statements; parameters are $1, $2, ... Not for several threads.</summary>
/// <exception cref="CorruptDatabaseException">Any call: the file is damaged or is no database.</exception>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    public SqliteDatabase(string path)
    {
        _path = Path.GetFullPath(path);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        _connection = new SqliteConnection(settings.ToString());
        _connection.Open();
        try
        {
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA synchronous = FULL");
            Query("SELECT count(*) FROM sqlite_schema", row => row.GetInt64(0));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement and gives the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            return Prepare(sql, values).ExecuteNonQuery();
        }
        catch (SqliteException e) when (CorruptDatabaseException.IsMeantBy(e))
        {
            throw new CorruptDatabaseException(_path, e);
        }
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        try
        {
            using var reader = Prepare(sql, values).ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        }
        catch (SqliteException e) when (CorruptDatabaseException.IsMeantBy(e))
        {
            throw new CorruptDatabaseException(_path, e);
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
