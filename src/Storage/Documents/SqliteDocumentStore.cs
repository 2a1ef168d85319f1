using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Mixtape.Storage;

/// <summary>
/// Documents in one SQLite file, in write-ahead-log mode: readers and the writer do not wait for each other. A write is
/// on the disk when its task completes; a batch is one transaction. Several stores and processes may share the file.
/// </summary>
/// <exception cref="CorruptDatabaseException">Any call: the file is damaged or is no SQLite database.</exception>
/// <remarks>The calls work on the caller's thread: a read takes microseconds, a write one flush of the disk.</remarks>
public sealed class SqliteDocumentStore : IDocumentStore, IDisposable
{
    private const int PageDocuments = 256;
    private const int PageBytes = 1 << 20;

    // SQLITE_CORRUPT and SQLITE_NOTADB.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    // json is a blob of UTF-8, which spares every read and write a translation.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS documents (
            container TEXT NOT NULL, partition TEXT NOT NULL, id TEXT NOT NULL, etag TEXT NOT NULL, json BLOB NOT NULL,
            PRIMARY KEY (container, partition, id)) WITHOUT ROWID
        """;

    private const string Select =
        "SELECT etag, json FROM documents WHERE container = $0 AND partition = $1 AND id = $2";

    private const string SelectFrom =
        "SELECT id, etag, json FROM documents WHERE container = $0 AND partition = $1 AND id >= $2 ORDER BY id LIMIT $3";

    private const string SelectAfter =
        "SELECT id, etag, json FROM documents WHERE container = $0 AND partition = $1 AND id > $2 ORDER BY id LIMIT $3";

    private const string Insert =
        "INSERT INTO documents (container, partition, id, etag, json) VALUES ($0, $1, $2, $3, $4) ON CONFLICT DO NOTHING";

    private const string Upsert = """
        INSERT INTO documents (container, partition, id, etag, json) VALUES ($0, $1, $2, $3, $4)
        ON CONFLICT DO UPDATE SET etag = excluded.etag, json = excluded.json
        """;

    private const string UpdateMatching =
        "UPDATE documents SET etag = $3, json = $4 WHERE container = $0 AND partition = $1 AND id = $2 AND etag = $5";

    private const string Delete = "DELETE FROM documents WHERE container = $0 AND partition = $1 AND id = $2";

    private readonly string _path;
    private readonly SqliteSession _writer;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private volatile bool _disposed;

    /// <summary>Opens the file, creating it and its folder where needed.</summary>
    /// <exception cref="CorruptDatabaseException">The file is damaged or is no SQLite database.</exception>
    public SqliteDocumentStore(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SQLitePCL.Batteries_V2.Init();
        _path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _writer = Translating(Open);
    }

    /// <inheritdoc/>
    public Task<Document<T>?> ReadAsync<T>(
        string container, DocumentKey key, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidateKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Reading(session => ReadOne<T>(session, container, key)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Document<T>>> ReadManyAsync<T>(
        string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        foreach (var key in keys) DocumentName.ValidateKey(key);
        return Task.FromResult<IReadOnlyList<Document<T>>>(Reading(session =>
        {
            var found = new List<Document<T>>(keys.Count);
            foreach (var key in keys.Distinct())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ReadOne<T>(session, container, key) is { } document) found.Add(document);
            }

            return found;
        }));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<T>> QueryAsync<T>(
        string container, string partition, string? fromId = null, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidatePartition(partition);
        if (fromId is not null) DocumentName.ValidateId(fromId);
        return QueryPages<T>(container, partition, fromId, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> WriteAsync<T>(
        string container, DocumentKey key, T value, WriteCondition condition = default,
        CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidateKey(key);
        var json = Serialize(value);
        var etag = NewETag();
        var written = 0;
        await WritingAsync(
            session => written = Command(session, container, key, etag, json, condition).ExecuteNonQuery(),
            cancellationToken).ConfigureAwait(false);
        // The target is not named by its key: that may be a listener's.
        return written == 1 ? etag : throw new PreconditionFailedException($"a document of {container}");
    }

    /// <inheritdoc/>
    public Task WriteManyAsync<T>(
        string container, IReadOnlyCollection<KeyValuePair<DocumentKey, T>> documents,
        CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        foreach (var (key, _) in documents) DocumentName.ValidateKey(key);
        var etag = NewETag();
        return WritingAsync(
            session => session.Transact(() =>
            {
                foreach (var (key, value) in documents)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Command(session, container, key, etag, Serialize(value), default).ExecuteNonQuery();
                }
            }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(
        string container, DocumentKey key, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        DocumentName.ValidateKey(key);
        var deleted = 0;
        await WritingAsync(
            session => deleted = session.Bind(Delete, container, key.Partition, key.Id).ExecuteNonQuery(),
            cancellationToken).ConfigureAwait(false);
        return deleted == 1;
    }

    /// <inheritdoc/>
    public Task DeleteManyAsync(
        string container, IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        DocumentName.ValidateContainer(container);
        foreach (var key in keys) DocumentName.ValidateKey(key);
        return WritingAsync(
            session => session.Transact(() =>
            {
                foreach (var key in keys)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    session.Bind(Delete, container, key.Partition, key.Id).ExecuteNonQuery();
                }
            }),
            cancellationToken);
    }

    /// <summary>Closes the file. Calls still under way may fail with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _writing.Wait();
        try
        {
            if (_disposed) return;
            _disposed = true;
            while (_readers.TryTake(out var reader)) reader.Dispose();
            _writer.Dispose();
        }
        finally
        {
            _writing.Release();
        }
    }

    private SqliteSession Open()
    {
        var session = new SqliteSession(_path);
        try
        {
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute(Schema);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private T Translating<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            throw new CorruptDatabaseException(_path, e);
        }
    }

    private static string NewETag() => Guid.NewGuid().ToString("N");

    private static byte[] Serialize<T>(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web);
    }

    private static Document<T> Deserialize<T>(DocumentKey key, string etag, byte[] json) =>
        new(key, JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!, etag);

    private static Document<T>? ReadOne<T>(SqliteSession session, string container, DocumentKey key)
    {
        using var row = session.Bind(Select, container, key.Partition, key.Id).ExecuteReader();
        return row.Read() ? Deserialize<T>(key, row.GetString(0), row.GetFieldValue<byte[]>(1)) : null;
    }

    private static SqliteCommand Command(
        SqliteSession session, string container, DocumentKey key, string etag, byte[] json, WriteCondition condition)
    {
        if (condition.MustMatch is { } expected)
        {
            return session.Bind(UpdateMatching, container, key.Partition, key.Id, etag, json, expected);
        }

        return session.Bind(condition.MustBeAbsent ? Insert : Upsert, container, key.Partition, key.Id, etag, json);
    }

    private async IAsyncEnumerable<Document<T>> QueryPages<T>(
        string container, string partition, string? fromId,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var (sql, bound) = fromId is null ? (SelectAfter, "") : (SelectFrom, fromId);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Reading(session => ReadPage(session, sql, container, partition, bound));
            foreach (var (id, etag, json) in page) yield return Deserialize<T>(new DocumentKey(partition, id), etag, json);
            if (page.Count == 0) yield break;
            (sql, bound) = (SelectAfter, page[^1].Id);
        }
    }

    private static List<(string Id, string ETag, byte[] Json)> ReadPage(
        SqliteSession session, string sql, string container, string partition, string bound)
    {
        var page = new List<(string Id, string ETag, byte[] Json)>();
        using var rows = session.Bind(sql, container, partition, bound, PageDocuments).ExecuteReader();
        for (var bytes = 0; bytes < PageBytes && rows.Read();)
        {
            var json = rows.GetFieldValue<byte[]>(2);
            page.Add((rows.GetString(0), rows.GetString(1), json));
            bytes += json.Length;
        }

        return page;
    }

    private TResult Reading<TResult>(Func<SqliteSession, TResult> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_readers.TryTake(out var session)) session = Translating(() => new SqliteSession(_path));
        try
        {
            return Translating(() => read(session));
        }
        finally
        {
            if (_disposed) session.Dispose();
            else _readers.Add(session);
        }
    }

    private async Task WritingAsync(Action<SqliteSession> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Translating(() =>
            {
                write(_writer);
                return true;
            });
        }
        finally
        {
            _writing.Release();
        }
    }
}
