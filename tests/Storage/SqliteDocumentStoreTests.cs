using System.Text;
using Microsoft.Data.Sqlite;

namespace Mixtape.Storage.Tests;

public sealed class SqliteDocumentStoreTests : DocumentStoreConformance, IDisposable
{
    private static readonly DocumentKey _key = new("p", "i");

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public SqliteDocumentStoreTests() => _store = new SqliteDocumentStore(DatabasePath);

    protected override IDocumentStore Store => _store;

    private string DatabasePath => Path.Combine(_folder.Path, "state", "documents.db");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Constructor_AfterDispose_GivesTheSameContent()
    {
        var etag = await Store.WriteAsync(Container, _key, new Thing("kept"));
        _store.Dispose();
        Assert.False(File.Exists(DatabasePath + "-wal"));

        using var reopened = new SqliteDocumentStore(DatabasePath);
        var read = await reopened.ReadAsync<Thing>(Container, _key);

        Assert.Equal(("kept", etag), (read!.Value.Name, read.ETag));
    }

    [Fact]
    public async Task Constructor_OnTheFilesOfACrash_GivesWhatWasWritten()
    {
        for (var i = 0; i < 50; i++) await Store.WriteAsync(Container, new DocumentKey("p", $"{i:d2}"), new Thing($"{i}"));
        // The files as they stand while the store is open are what a killed process leaves behind.
        var copy = Path.Combine(_folder.Path, "crashed.db");
        File.Copy(DatabasePath, copy);
        File.Copy(DatabasePath + "-wal", copy + "-wal");

        using var recovered = new SqliteDocumentStore(copy);

        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => $"{i}"),
            await recovered.QueryAsync<Thing>(Container, "p").Select(d => d.Value.Name).ToListAsync());
    }

    [Fact]
    public async Task Constructor_FileOfAnotherKind_Throws()
    {
        var path = Path.Combine(_folder.Path, "not-a-database");
        await File.WriteAllTextAsync(path, new string('x', 5000), Encoding.ASCII);
        Assert.Throws<SqliteException>(() => new SqliteDocumentStore(path));
    }

    [Fact]
    public async Task TwoStores_OnOneFile_SeeEachOther()
    {
        using var other = new SqliteDocumentStore(DatabasePath);
        var etag = await Store.WriteAsync(Container, _key, new Thing("1"));
        await other.WriteAsync(Container, _key, new Thing("2"), WriteCondition.IfMatch(etag));
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Store.WriteAsync(Container, _key, new Thing("x"), WriteCondition.IfMatch(etag)));
        Assert.Equal("2", (await Store.ReadAsync<Thing>(Container, _key))!.Value.Name);
    }

    [Fact]
    public async Task WriteManyAsync_ValueThatCannotBeSerialized_WritesNone()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.WriteManyAsync<Thing>(
            Container, [new(_key, new Thing("good")), new(new("p", "j"), new Thing("bad", [float.NaN]))]));
        Assert.Null(await Store.ReadAsync<Thing>(Container, _key));
        await Store.WriteAsync(Container, _key, new Thing("and goes on working"));
    }

    [Fact]
    public async Task AnyCall_AfterDispose_Throws()
    {
        _store.Dispose();
        _store.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Store.ReadAsync<Thing>(Container, _key));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Store.WriteAsync(Container, _key, new Thing("x")));
    }
}
