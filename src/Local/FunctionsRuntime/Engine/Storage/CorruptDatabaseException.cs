using Microsoft.Data.Sqlite;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>A task hub's file is damaged, or is no database at all.</summary>
internal sealed class CorruptDatabaseException(string path, SqliteException cause)
    : Exception(
        $"The task hub '{path}' is damaged or is no SQLite database: restore it from a backup, or move it away, with its -wal "
            + "and -shm files, to start with an empty one.",
        cause)
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>Whether SQLite complains of the file rather than of what it was asked.</summary>
    public static bool IsMeantBy(SqliteException e) => e.SqliteErrorCode is Corrupt or NotADatabase;
}
