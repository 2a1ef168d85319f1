using System.Security.Cryptography;
using Mixtape.Emulators;

namespace Mixtape.Storage.Tests;

/// <summary>Every fault at every call in turn: a whole write, a whole read, or <see cref="StoreUnavailableException"/>.</summary>
public sealed class AzureBlobStoreFaultTests : IDisposable
{
    private const int Block = 1024;
    private const int SeveralBlocks = (3 * Block) + 100;
    private const int OneBlock = 100;

    private static readonly Fault[] _faults =
        [Fault.Unavailable, Fault.Throttled, Fault.TimedOut, Fault.UploadCut, Fault.AnswerLost, Fault.DownloadCut];

    private readonly FaultInjector _injector = new();
    private readonly string _connection;
    private readonly string _container = "test-" + Guid.NewGuid().ToString("N");
    private readonly AzureBlobStore _calm;

    public AzureBlobStoreFaultTests(Azurite azurite)
    {
        _connection = azurite.ConnectionString;
        _calm = AzureBlobStore.Open(new AzureBlobStoreOptions { ConnectionString = _connection, Container = _container });
    }

    public static TheoryData<Fault, int> FaultsAndLengths =>
        [.. _faults.SelectMany(fault => new[] { OneBlock, SeveralBlocks }.Select(length => (fault, length)))];

    public static TheoryData<Fault> Faults => [.. _faults];

    public void Dispose() => _injector.Dispose();

    [Theory]
    [MemberData(nameof(FaultsAndLengths))]
    public async Task WriteAsync_OneFaultAtEachCall_SucceedsExactlyOnce(Fault fault, int length)
    {
        var store = Open(retries: 2);
        foreach (var kind in new[] { "any", "absent", "match" })
        {
            await ForEachCall(n => FaultInjector.At(n, fault), async n =>
            {
                var name = $"{kind}/{n}";
                var (condition, before) = await Prepare(kind, name);
                var bytes = RandomNumberGenerator.GetBytes(length);

                var written = await Write(store, name, bytes, condition);

                Assert.NotEqual(before, written.ETag);
                Assert.Equal(written, await _calm.GetPropertiesAsync(name));
                Assert.Equal(bytes, await Read(_calm, name));
                if (condition != default)
                    await Assert.ThrowsAsync<PreconditionFailedException>(() => Write(_calm, name, [1], condition));
            });
        }
    }

    [Theory]
    [MemberData(nameof(FaultsAndLengths))]
    public async Task WriteAsync_OneFaultAtEachCallWithoutRetries_WritesAllOrNothing(Fault fault, int length)
    {
        var store = Open(retries: 0);
        foreach (var kind in new[] { "any", "absent", "match" })
        {
            await ForEachCall(n => FaultInjector.At(n, fault), async n =>
            {
                var name = $"{kind}/{n}";
                var (condition, before) = await Prepare(kind, name);
                var bytes = RandomNumberGenerator.GetBytes(length);

                var thrown = await Record.ExceptionAsync(() => Write(store, name, bytes, condition));

                if (_injector.Injected.Count > 0) Assert.IsType<StoreUnavailableException>(thrown);
                else Assert.Null(thrown);
                var after = (await _calm.GetPropertiesAsync(name))?.ETag;
                if (after != before) Assert.Equal(bytes, await Read(_calm, name));
                // Only the last call makes the blob, and only where the service got it.
                if (thrown is not null && fault is not (Fault.AnswerLost or Fault.DownloadCut)) Assert.Equal(before, after);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task WriteAsync_FaultsWithoutEndFromEachCall_IsUnavailable(Fault fault)
    {
        var store = Open(retries: 1);
        await ForEachCall(n => FaultInjector.From(n, fault), async n =>
        {
            var bytes = RandomNumberGenerator.GetBytes(SeveralBlocks);
            var thrown = await Record.ExceptionAsync(() => Write(store, $"private/{n}", bytes));
            if (_injector.Injected.Count == 0)
            {
                Assert.Null(thrown);
                return;
            }

            Assert.IsType<StoreUnavailableException>(thrown);
            Assert.Null(thrown.InnerException);
            Assert.DoesNotContain("private", thrown.Message);
            Assert.DoesNotContain("127.0.0.1", thrown.Message);
        });
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Open_FaultWhileMakingTheContainer_MakesIt(Fault fault)
    {
        _injector.Choose = FaultInjector.At(1, fault);
        var store = AzureBlobStore.Open(
            new AzureBlobStoreOptions { ConnectionString = _connection, Container = _container + "-2", MaximumRetries = 2 },
            Azurite.Through(_injector));

        Assert.Single(_injector.Injected);
        Assert.Empty(await store.ListAsync("").ToListAsync());
    }

    [Fact]
    public async Task AllCalls_ThrottledWithoutEnd_SayWhenToTryAgain()
    {
        _injector.RetryAfter = TimeSpan.FromSeconds(7);
        _injector.Choose = FaultInjector.From(1, Fault.Throttled);

        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => Open(retries: 0).GetPropertiesAsync("a"));

        Assert.Equal(TimeSpan.FromSeconds(7), thrown.RetryAfter);
        Assert.Contains("429", thrown.Message);
    }

    [Theory]
    [MemberData(nameof(FaultsAndLengths))]
    public async Task OpenReadAsync_OneFaultAtEachCall_ReadsTheRightBytes(Fault fault, int length)
    {
        var store = Open(retries: 2);
        var bytes = RandomNumberGenerator.GetBytes(length);
        await Write(_calm, "a", bytes);
        await ForEachCall(n => FaultInjector.At(n, fault), async _ => Assert.Equal(bytes, await Read(store, "a")));
        await ForEachCall(n => FaultInjector.At(n, fault), async _ => Assert.Equal(bytes[50..], await Read(store, "a", 50)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task OpenReadAsync_FaultsWithoutEndFromEachCall_IsUnavailable(Fault fault)
    {
        var store = Open(retries: 1);
        var bytes = RandomNumberGenerator.GetBytes(SeveralBlocks);
        await Write(_calm, "a", bytes);
        await ForEachCall(n => FaultInjector.From(n, fault), async _ =>
        {
            byte[] read = [];
            var thrown = await Record.ExceptionAsync(async () => read = await Read(store, "a"));
            // Where each answer is cut in its middle, each still brings some bytes more.
            if (thrown is null && (fault == Fault.DownloadCut || _injector.Injected.Count == 0)) Assert.Equal(bytes, read);
            else Assert.IsType<StoreUnavailableException>(thrown);
        });
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task OtherCalls_OneFaultAtEachCall_AnswerAsWithout(Fault fault)
    {
        var store = Open(retries: 2);
        for (var i = 0; i < 5; i++) await Write(_calm, $"list/{i}", [1]);
        var listed = await _calm.ListAsync("").ToListAsync();

        await ForEachCall(n => FaultInjector.At(n, fault), async _ => Assert.Equal(listed, await store.ListAsync("").ToListAsync()));
        await ForEachCall(n => FaultInjector.At(n, fault), async _ =>
        {
            Assert.Equal(listed[0], await store.GetPropertiesAsync("list/0"));
            Assert.Null(await store.GetPropertiesAsync("missing"));
        });
        await ForEachCall(n => FaultInjector.At(n, fault), async n =>
        {
            await Write(_calm, $"gone/{n}", [1]);
            var deleted = await store.DeleteAsync($"gone/{n}");
            // A deletion whose answer was lost finds nothing the second time: documented.
            Assert.Equal(!_injector.Injected.Keys.Any(struck => struck is Fault.AnswerLost or Fault.DownloadCut), deleted);
            Assert.Null(await _calm.GetPropertiesAsync($"gone/{n}"));
        });
    }

    [Theory]
    [InlineData(OneBlock)]
    [InlineData(SeveralBlocks)]
    public async Task WriteAsync_AnotherWriterFirstAtEachCall_IsRefusedAndLeavesItsBlob(int length)
    {
        var store = Open(retries: 2);
        foreach (var kind in new[] { "absent", "match" })
        {
            await ForEachCall(n => FaultInjector.At(n, Fault.Race), async n =>
            {
                var name = $"{kind}/{n}";
                var (condition, _) = await Prepare(kind, name);
                var theirs = RandomNumberGenerator.GetBytes(SeveralBlocks);
                _injector.Race = (_, _) => Write(_calm, name, theirs);

                var thrown = await Record.ExceptionAsync(() => Write(store, name, new byte[length], condition));

                if (_injector.Injected.Count > 0) Assert.IsType<PreconditionFailedException>(thrown);
                else Assert.Null(thrown);
                Assert.Equal(thrown is null ? new byte[length] : theirs, await Read(_calm, name));
            });
        }
    }

    [Fact]
    public async Task AllCalls_FaultsAtATenthOfThem_LoseNothing()
    {
        var store = Open(retries: 10);
        _injector.Choose = FaultInjector.Share(0.1, seed: 7, _faults);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 5; i++)
            {
                var bytes = RandomNumberGenerator.GetBytes(SeveralBlocks);
                var written = await Write(store, $"{writer}/{i}", bytes, WriteCondition.IfAbsent);
                Assert.Equal(bytes, await Read(store, $"{writer}/{i}"));
                Assert.Equal(written, await store.GetPropertiesAsync($"{writer}/{i}"));
            }
        }));

        Assert.Equal(40, await store.ListAsync("").CountAsync());
        Assert.True(_injector.Injected.Count == _faults.Length, "Every fault should have struck.");
    }

    /// <summary>Runs the test with the fault at call 1, 2, ... and ends once it made fewer calls than that.</summary>
    private async Task ForEachCall(Func<int, Func<int, HttpRequestMessage, Fault?>> choice, Func<int, Task> test)
    {
        for (var n = 1; ; n++)
        {
            _injector.Reset();
            _injector.Choose = choice(n);
            await test(n);
            if (_injector.Injected.Count == 0) break;
            Assert.InRange(n, 1, 50);
        }

        _injector.Choose = (_, _) => null;
    }

    private async Task<(WriteCondition Condition, string? Before)> Prepare(string kind, string name)
    {
        await _calm.DeleteAsync(name);
        if (kind == "absent") return (WriteCondition.IfAbsent, null);
        var before = (await Write(_calm, name, [0])).ETag;
        return (kind == "match" ? WriteCondition.IfMatch(before) : default, before);
    }

    private AzureBlobStore Open(int retries)
    {
        var options = new AzureBlobStoreOptions
        {
            ConnectionString = _connection,
            Container = _container,
            CreateContainer = false,
            BlockSize = Block,
            PageSize = 2,
            MaximumRetries = retries,
        };
        return AzureBlobStore.Open(options, Azurite.Through(_injector));
    }

    private static Task<BlobProperties> Write(IBlobStore store, string name, byte[] bytes, WriteCondition condition = default) =>
        store.WriteAsync(name, (stream, token) => stream.WriteAsync(bytes, token).AsTask(), condition);

    private static async Task<byte[]> Read(IBlobStore store, string name, long offset = 0)
    {
        await using var stream = await store.OpenReadAsync(name, offset);
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
