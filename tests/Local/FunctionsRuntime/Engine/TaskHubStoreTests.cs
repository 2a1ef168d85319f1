using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class TaskHubStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mixtape-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WriteAsync_SomeWritesFail_UndoesOnlyThose()
    {
        await using var store = Open(CommitFaults.None);

        var writes = Enumerable.Range(0, 100).Select(i => store.WriteAsync(tables =>
        {
            Post(tables, $"event {i}");
            return i % 3 == 0 ? throw new InvalidDataException($"{i}") : i;
        })).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.All(writes, (write, i) => Assert.Equal(i % 3 == 0, write.IsFaulted));
        Assert.Equal(
            Enumerable.Range(0, 100).Where(i => i % 3 != 0).Select(i => $"event {i}"), Names(store));
    }

    [Fact]
    public async Task WriteAsync_AfterAFault_IsCancelledAndChangesNothing()
    {
        var commits = 0;
        await using (var store = Open(new CommitFaults { BeforeCommit = () => ++commits == 2 }))
        {
            await store.WriteAsync(tables => Post(tables, "kept"));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => store.WriteAsync(tables => Post(tables, "undone")));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => store.WriteAsync(tables => Post(tables, "never")));
        }

        await using var next = Open(CommitFaults.None);
        Assert.Equal(["kept"], Names(next));
    }

    [Fact]
    public async Task Constructor_DatabaseOpenElsewhere_Throws()
    {
        await using (Open(CommitFaults.None))
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => Open(CommitFaults.None));
            Assert.Contains("open in another process", thrown.Message);
        }

        await using var later = Open(CommitFaults.None);
        Assert.Empty(Names(later));
    }

    [Fact]
    public async Task Constructor_FileOfAnotherKind_NamesItAndTheRemedyAndLetsGoOfIt()
    {
        var path = Path.Combine(_folder, "hub.db");
        await File.WriteAllTextAsync(path, new string('x', 5000));

        var thrown = Assert.Throws<CorruptDatabaseException>(() => Open(CommitFaults.None));

        Assert.Contains(path, thrown.Message);
        Assert.Contains("backup", thrown.Message);
        File.Delete(path);
        await using var fresh = Open(CommitFaults.None);
        Assert.Empty(Names(fresh));
    }

    [Fact]
    public async Task Constructor_DamagedSchema_NamesTheFile()
    {
        await using (Open(CommitFaults.None))
        {
        }

        var path = Path.Combine(_folder, "hub.db");
        var bytes = await File.ReadAllBytesAsync(path);
        // Behind the header, the first page is the schema.
        bytes.AsSpan(100, 3000).Fill(0xff);
        await File.WriteAllBytesAsync(path, bytes);

        Assert.Contains(path, Assert.Throws<CorruptDatabaseException>(() => Open(CommitFaults.None)).Message);
    }

    [Fact]
    public async Task ReadAndWrite_FileDamagedLater_NameIt()
    {
        await using (var store = Open(CommitFaults.None))
            for (var i = 0; i < 200; i++)
                await store.WriteAsync(tables => Post(tables, new string('x', 500)));

        var path = Path.Combine(_folder, "hub.db");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes.AsSpan(4096).Fill(0xff);
        await File.WriteAllBytesAsync(path, bytes);

        await using var damaged = Open(CommitFaults.None);
        Assert.Contains(path, Assert.Throws<CorruptDatabaseException>(() => Names(damaged).ToList()).Message);
        await Assert.ThrowsAsync<CorruptDatabaseException>(() => damaged.WriteAsync(tables => Post(tables, "more")));
    }

    [Fact]
    public async Task Read_AfterDisposal_IsCancelled()
    {
        var store = Open(CommitFaults.None);
        await store.DisposeAsync();

        Assert.Throws<OperationCanceledException>(() => Names(store));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(tables => Post(tables, "late")));
    }

    private static bool Post(TaskHubTables tables, string name)
    {
        tables.Inbox.Post("instance", null, InboxTable.AtOnce, new EventRaised(DateTime.UnixEpoch, name, null));
        return true;
    }

    private static IEnumerable<string> Names(TaskHubStore store) => store
        .Read(tables => tables.Inbox.Visible("instance", DateTime.UtcNow))
        .Select(message => ((EventRaised)message.Event).Name);

    private TaskHubStore Open(CommitFaults faults) => new(Path.Combine(_folder, "hub.db"), faults);
}
