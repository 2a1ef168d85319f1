using System.Security.Cryptography;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Mixtape.Emulators;

namespace Mixtape.Storage.Tests;

public sealed class AzureBlobStoreTests : BlobStoreConformance
{
    private const int Block = 1024;

    private readonly string _connection;
    private readonly string _container = "test-" + Guid.NewGuid().ToString("N");
    private readonly BlobContainerClient _raw;
    private readonly AzureBlobStore _blocks;

    public AzureBlobStoreTests(Azurite azurite)
    {
        _connection = azurite.ConnectionString;
        _raw = new BlobContainerClient(_connection, _container);
        Store = AzureBlobStore.Open(new AzureBlobStoreOptions { ConnectionString = _connection, Container = _container });
        _blocks = new AzureBlobStore(_raw, new AzureBlobStoreOptions { BlockSize = Block, PageSize = 3 });
    }

    protected override IBlobStore Store { get; }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(Block, 0)]
    [InlineData(Block + 1, 2)]
    [InlineData(2 * Block, 2)]
    [InlineData((5 * Block) + 17, 6)]
    public async Task WriteAsync_AnyLength_StagesNoMoreBlocksThanItNeeds(int length, int blocks)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);

        var written = await WriteBytes(_blocks, "a", bytes);

        Assert.Equal(bytes, await ReadBytes(_blocks, "a"));
        Assert.Equal(written, await _blocks.GetPropertiesAsync("a"));
        var list = (await _raw.GetBlockBlobClient("a").GetBlockListAsync(BlockListTypes.All)).Value;
        Assert.Equal(blocks, list.CommittedBlocks.Count());
        Assert.Empty(list.UncommittedBlocks);
    }

    [Fact]
    public async Task AllStreams_Synchronous_CarryTheSameBytes()
    {
        var bytes = RandomNumberGenerator.GetBytes((3 * Block) + 5);
        await _blocks.WriteAsync("a", (stream, _) =>
        {
            foreach (var chunk in bytes.Chunk(100)) stream.Write(chunk);
            return Task.CompletedTask;
        });

        using var read = await _blocks.OpenReadAsync("a", 7);
        var copy = new byte[bytes.Length - 7];
        read.ReadExactly(copy);

        Assert.Equal(bytes[7..], copy);
        Assert.Equal(-1, read.ReadByte());
    }

    [Fact]
    public async Task OpenReadAsync_Seeking_ReadsWhatIsThere()
    {
        var bytes = RandomNumberGenerator.GetBytes((3 * Block) + 5);
        await WriteBytes(_blocks, "a", bytes);
        await using var stream = await _blocks.OpenReadAsync("a", 100);

        foreach (var position in new[] { 2000, 1, 1500, bytes.Length - 101, 0 })
        {
            stream.Seek(position, SeekOrigin.Begin);
            Assert.Equal(bytes[100 + position], stream.ReadByte());
        }

        stream.Seek(0, SeekOrigin.End);
        Assert.Equal(-1, stream.ReadByte());
        Assert.Equal(bytes.Length - 100, stream.Length);
    }

    [Fact]
    public async Task OpenReadAsync_ReplacedBetweenBlocks_FailsWithIOException()
    {
        await WriteBytes(_blocks, "a", new byte[3 * Block]);
        await using var stream = await _blocks.OpenReadAsync("a");
        await stream.ReadExactlyAsync(new byte[Block]);

        await WriteBytes(_blocks, "a", new byte[3 * Block]);

        await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1]).AsTask());
        await using var again = await _blocks.OpenReadAsync("a");
        await _blocks.DeleteAsync("a");
        await again.ReadExactlyAsync(new byte[Block]);
        await Assert.ThrowsAsync<IOException>(() => again.ReadAsync(new byte[1]).AsTask());
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 0)]
    [InlineData(3 * Block, 3 * Block)]
    [InlineData(3 * Block, (2 * Block) + 1)]
    public async Task OpenReadAsync_BytesChangedAtTheService_WholeReadFindsIt(int length, int after)
    {
        await WriteBytes(_blocks, "a", new byte[length]);
        var metadata = (await _raw.GetBlobClient("a").GetPropertiesAsync()).Value.Metadata;
        var damaged = new byte[after];
        damaged.AsSpan().Fill(1);
        await _raw.GetBlobClient("a").UploadAsync(new BinaryData(damaged), new BlobUploadOptions { Metadata = metadata });

        await Assert.ThrowsAsync<DamagedBlobException>(() => ReadBytes(_blocks, "a"));
        await Assert.ThrowsAsync<DamagedBlobException>(() => ReadText("a"));
    }

    [Fact]
    public async Task OpenReadAsync_BlobOfAnotherTool_ReadsWithoutChecksum()
    {
        var bytes = RandomNumberGenerator.GetBytes((2 * Block) + 1);
        await _raw.GetBlobClient("a").UploadAsync(new BinaryData(bytes));

        Assert.Equal(bytes, await ReadBytes(_blocks, "a"));
        Assert.Equal(bytes.Length, (await _blocks.GetPropertiesAsync("a"))!.Length);
    }

    [Fact]
    public async Task OpenReadAsync_BytesChangedOnTheWay_RangeFindsItToo()
    {
        await WriteBytes(_blocks, "a", new byte[3 * Block]);
        var store = Through(new AnswerEditor(bytes =>
        {
            bytes[^1] ^= 1;
            return bytes;
        }));

        await Assert.ThrowsAsync<DamagedBlobException>(() => store.OpenReadAsync("a", 5, 20));
    }

    [Fact]
    public async Task OpenReadAsync_AnswerTooShort_IsNoEndOfBlob()
    {
        await WriteBytes(_blocks, "a", new byte[3 * Block]);
        var store = Through(new AnswerEditor(bytes => bytes[..^1]));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenReadAsync("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_AnotherWriterCommitsMeanwhile_SucceedsWithTheSameBytesOnly(bool sameBytes)
    {
        var mine = RandomNumberGenerator.GetBytes(3 * Block);
        var others = sameBytes ? mine : RandomNumberGenerator.GetBytes(3 * Block);
        var write = _blocks.WriteAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync(mine.AsMemory(0, (2 * Block) + 1), token);
            await WriteBytes(_blocks, "a", others);
            await stream.WriteAsync(mine.AsMemory((2 * Block) + 1), token);
        });

        // The other's commit has dropped the blocks that were staged here.
        if (sameBytes) Assert.Equal(await write, await _blocks.GetPropertiesAsync("a"));
        else await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        Assert.Equal(others, await ReadBytes(_blocks, "a"));
    }

    [Fact]
    public async Task WriteAsync_AnotherWriterCommitsMeanwhile_ConditionFails()
    {
        var others = RandomNumberGenerator.GetBytes(3 * Block);
        await Assert.ThrowsAsync<PreconditionFailedException>(() => _blocks.WriteAsync(
            "a",
            async (stream, token) =>
            {
                await stream.WriteAsync(new byte[2 * Block], token);
                await WriteBytes(_blocks, "a", others, WriteCondition.IfAbsent);
                await stream.WriteAsync(new byte[Block], token);
            },
            WriteCondition.IfAbsent));

        Assert.Equal(others, await ReadBytes(_blocks, "a"));
    }

    [Fact]
    public async Task ListAsync_ManyPages_AsksForEachOnceAndGivesAll()
    {
        for (var i = 0; i < 10; i++) await WriteText($"a/{i}", "x");
        await _raw.GetBlobClient("a/not ours").UploadAsync(new BinaryData("x"));
        var counter = new FaultInjector();

        var names = await Through(counter).ListAsync("a/").Select(blob => blob.Name).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"a/{i}"), names);
        Assert.Equal(4, counter.Calls);
    }

    [Fact]
    public async Task AllCalls_MissingContainer_SayWhatToDo()
    {
        var store = AzureBlobStore.Open(
            new AzureBlobStoreOptions { ConnectionString = _connection, Container = "missing", CreateContainer = false });

        Func<Task>[] calls =
        [
            () => store.GetPropertiesAsync("a"), () => store.OpenReadAsync("a"), () => store.DeleteAsync("a"),
            () => store.WriteAsync("a", (_, _) => Task.CompletedTask), () => store.ListAsync("").ToListAsync().AsTask(),
            () => store.WriteAsync("a", (_, _) => Task.CompletedTask, WriteCondition.IfMatch("0x1")),
        ];
        foreach (var call in calls)
            Assert.Contains("CreateContainer", (await Assert.ThrowsAsync<InvalidOperationException>(call)).Message);
    }

    [Fact]
    public async Task AllCalls_WrongKey_NameTheRoleAndNoKey()
    {
        var key = Convert.ToBase64String(new byte[64]);
        var store = AzureBlobStore.Open(new AzureBlobStoreOptions
        {
            ConnectionString = System.Text.RegularExpressions.Regex.Replace(_connection, "AccountKey=[^;]+", "AccountKey=" + key),
            Container = _container,
            CreateContainer = false,
        });

        var thrown = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => store.GetPropertiesAsync("a/b"));

        Assert.Contains("Storage Blob Data Contributor", thrown.Message);
        Assert.DoesNotContain("a/b", thrown.ToString());
        Assert.Null(thrown.InnerException);
    }

    [Fact]
    public async Task AllCalls_NobodyToSignInAs_SayWhatToDo()
    {
        var store = SignedIn(new CredentialUnavailableException("tenant 1234"));
        var thrown = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => store.GetPropertiesAsync("a"));
        Assert.Contains("managed identity", thrown.Message);
        Assert.DoesNotContain("1234", thrown.ToString());

        store = SignedIn(new AuthenticationFailedException("tenant 1234"));
        var failed = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ListAsync("").ToListAsync().AsTask());
        Assert.DoesNotContain("1234", failed.ToString());

        AzureBlobStore SignedIn(AuthenticationFailedException e) =>
            new(new BlobContainerClient(new Uri("https://account.blob.core.windows.net/mixtape"), new Refusal(e)));
    }

    [Fact]
    public async Task WriteAsync_BytesChangedOnTheWay_ServiceRefusesThem()
    {
        foreach (var length in new[] { 10, 3 * Block })
        {
            var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(
                () => WriteBytes(Through(new BodyEditor()), "a", new byte[length]));
            Assert.Contains("Md5Mismatch", thrown.Message);
            Assert.Null(await Store.GetPropertiesAsync("a"));
        }
    }

    [Fact]
    public void Open_OptionsThatCannotBe_Throw()
    {
        var endpoint = new Uri("https://account.blob.core.windows.net");
        AzureBlobStoreOptions[] options =
            [new(), new() { Endpoint = endpoint, ConnectionString = _connection }, new() { ConnectionString = "AccountKey=secret" }];
        foreach (var bad in options)
            Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => AzureBlobStore.Open(bad)).ToString());
        Assert.NotNull(AzureBlobStore.Open(new AzureBlobStoreOptions { Endpoint = endpoint }));
    }

    private static Task<BlobProperties> WriteBytes(IBlobStore store, string name, byte[] bytes, WriteCondition condition = default) =>
        store.WriteAsync(name, (stream, token) => stream.WriteAsync(bytes, token).AsTask(), condition);

    private static async Task<byte[]> ReadBytes(IBlobStore store, string name)
    {
        await using var stream = await store.OpenReadAsync(name);
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private AzureBlobStore Through(HttpMessageHandler handler) => new(
        new BlobContainerClient(_connection, _container, Azurite.Through(handler)),
        new AzureBlobStoreOptions { BlockSize = Block, PageSize = 3 });

    /// <summary>Gives other bytes than the service, under the same headers but the length.</summary>
    private sealed class AnswerEditor(Func<byte[], byte[]> edit) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var edited = new ByteArrayContent(edit(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
            foreach (var (name, values) in answer.Content.Headers.Where(header => header.Key != "Content-Length"))
                edited.Headers.TryAddWithoutValidation(name, values);
            answer.Content = edited;
            return answer;
        }
    }

    /// <summary>Changes the last byte of each body that is sent, under the same headers.</summary>
    private sealed class BodyEditor() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is { } content)
            {
                var body = await content.ReadAsByteArrayAsync(cancellationToken);
                body[^1] ^= 1;
                request.Content = new ByteArrayContent(body);
                foreach (var (name, values) in content.Headers) request.Content.Headers.TryAddWithoutValidation(name, values);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Refusal(Exception refusal) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw refusal;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw refusal;
    }
}
