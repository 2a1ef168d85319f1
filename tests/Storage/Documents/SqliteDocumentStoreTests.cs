using System.Text;

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
    public async Task Constructor_FileOfAnotherKind_NamesItAndTheRemedy()
    {
        var path = Path.Combine(_folder.Path, "not-a-database");
        await File.WriteAllTextAsync(path, new string('x', 5000), Encoding.ASCII);

        var thrown = Assert.Throws<CorruptDatabaseException>(() => new SqliteDocumentStore(path));

        Assert.Equal(path, thrown.Path);
        Assert.Contains($"'{path}' is damaged", thrown.Message);
        Assert.Contains("restore it from a backup, or move it away", thrown.Message);
        // Nothing keeps it open or has changed it.
        Assert.Equal(5000, new FileInfo(path).Length);
    }

    [Fact]
    public async Task Constructor_DamagedSchema_NamesTheFile()
    {
        var path = Path.Combine(_folder.Path, "damaged.db");
        new SqliteDocumentStore(path).Dispose();
        // Behind the header, the first page is the schema.
        await DamageAsync(path, 100, 3000);

        Assert.Contains(path, Assert.Throws<CorruptDatabaseException>(() => new SqliteDocumentStore(path)).Message);
    }

    [Fact]
    public async Task ReadAndWrite_FileDamagedLater_NameIt()
    {
        var path = Path.Combine(_folder.Path, "damaged.db");
        using (var store = new SqliteDocumentStore(path))
            for (var i = 0; i < 200; i++) await store.WriteAsync(Container, new DocumentKey("p", $"{i}"), new Thing(new string('x', 500)));
        await DamageAsync(path, 4096, (int)new FileInfo(path).Length - 4096);

        using var damaged = new SqliteDocumentStore(path);

        async Task<string> FailureOf(Func<Task> call) => (await Assert.ThrowsAsync<CorruptDatabaseException>(call)).Message;
        Assert.Contains(path, await FailureOf(() => damaged.ReadAsync<Thing>(Container, _key)));
        Assert.Contains(path, await FailureOf(() => damaged.WriteAsync(Container, _key, new Thing("1"))));
        Assert.Contains(path, await FailureOf(async () => await damaged.QueryAsync<Thing>(Container, "p").ToListAsync()));
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

    private static async Task DamageAsync(string path, int at, int length)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        bytes.AsSpan(at, length).Fill(0xff);
        await File.WriteAllBytesAsync(path, bytes);
    }
}
