using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Mixtape.Storage.Tests;

/// <summary>
/// What <see cref="IBlobStore"/> promises; a store's test class inherits it and makes an empty store.
/// </summary>
public abstract partial class BlobStoreConformance
{
    protected abstract IBlobStore Store { get; }

    public static TheoryData<string> BadNames => new(
        "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/..", "a.", "a./b", "a b", "a\\b", "a:b",
        "a\0b",
        "a\nb", "~a", "a+b", "é", "a%2e%2e/b", "C:/a", new string('a', 121), "a/" + new string('b', 121),
        string.Join('/', Enumerable.Repeat("abc", 129)));

    public static TheoryData<string> GoodNames => new(
        "a", "0", "a/b", "A/B", "a-b_c.d=e", ".a", "a/.b", "...a", "con", "nul/aux", "year=2026/week=W47/part-0001.bin",
        new string('a', 120), new string('A', 120), string.Join('/', Enumerable.Repeat("abc", 128)));

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task AnyCall_BadName_ThrowsArgumentException(string name)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => WriteText(name, "x"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.OpenReadAsync(name));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.GetPropertiesAsync(name));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.DeleteAsync(name));
        Assert.Empty(await Names(""));
    }

    [Theory]
    [MemberData(nameof(GoodNames))]
    public async Task WriteAsync_GoodName_ReadsAndListsAsWritten(string name)
    {
        var written = await WriteText(name, "content of " + name);

        Assert.Equal("content of " + name, await ReadText(name));
        Assert.Equal(name, written.Name);
        Assert.Equal([written], await Store.ListAsync("").ToListAsync());
        Assert.Equal(written, await Store.GetPropertiesAsync(name));
    }

    [Fact]
    public async Task WriteAsync_EmptyBlob_Exists()
    {
        var written = await Store.WriteAsync("empty", (_, _) => Task.CompletedTask);

        Assert.Equal(0, written.Length);
        Assert.Equal("", await ReadText("empty"));
        Assert.NotNull(await Store.GetPropertiesAsync("empty"));
    }

    [Fact]
    public async Task WriteAsync_ExistingBlob_ReplacesIt()
    {
        await WriteText("a", "the first and longer text");
        await WriteText("a", "second");

        Assert.Equal("second", await ReadText("a"));
        Assert.Equal(6, (await Store.GetPropertiesAsync("a"))!.Length);
    }

    [Fact]
    public async Task WriteAsync_SameBytes_ChangesTheETag()
    {
        var etags = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            Assert.True(etags.Add((await WriteText("a", "same")).ETag));
            if (i % 10 == 0) Assert.True(await Store.DeleteAsync("a"));
        }
    }

    [Fact]
    public async Task WriteAsync_Any_DatesTheBlobNow()
    {
        var before = DateTimeOffset.UtcNow;
        var written = await WriteText("a", "x");

        Assert.InRange(written.LastModified, before.AddSeconds(-2), DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Equal(TimeSpan.Zero, written.LastModified.Offset);
    }

    [Fact]
    public async Task WriteAsync_LargeBlob_StreamsInBoundedMemory()
    {
        const int Chunk = 1 << 16;
        const int Chunks = 1 << 10;
        var chunk = new byte[Chunk];
        var allocatedBefore = GC.GetTotalAllocatedBytes();

        var written = await Store.WriteAsync("large", async (stream, token) =>
        {
            for (var i = 0; i < Chunks; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(chunk, i);
                await stream.WriteAsync(chunk, token);
            }
        });

        await using (var stream = await Store.OpenReadAsync("large"))
        {
            for (var i = 0; i < Chunks; i++)
            {
                await stream.ReadExactlyAsync(chunk);
                Assert.Equal(i, BinaryPrimitives.ReadInt32LittleEndian(chunk));
            }

            Assert.Equal(0, await stream.ReadAsync(chunk));
        }

        Assert.Equal(64L << 20, written.Length);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocatedBefore, 0, 24L << 20);
    }

    [Fact]
    public async Task WriteAsync_CallbackDisposesTheStream_KeepsWhatItWrote()
    {
        await Store.WriteAsync("a.gz", async (stream, token) =>
        {
            await using var gzip = new GZipStream(stream, CompressionLevel.Fastest);
            await gzip.WriteAsync("packed"u8.ToArray(), token);
        });

        await using var unpacked = new GZipStream(await Store.OpenReadAsync("a.gz"), CompressionMode.Decompress);
        Assert.Equal("packed", await new StreamReader(unpacked).ReadToEndAsync());
    }

    [Fact]
    public async Task WriteAsync_Stream_IsWriteOnlyForwardOnlyAndClosedAfterwards()
    {
        Stream? kept = null;
        await Store.WriteAsync("a", (stream, _) =>
        {
            kept = stream;
            Assert.True(stream.CanWrite);
            Assert.False(stream.CanRead);
            Assert.False(stream.CanSeek);
            Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
            Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1]));
            stream.Write("x"u8);
            return Task.CompletedTask;
        });

        Assert.Throws<ObjectDisposedException>(() => kept!.Write("y"u8));
        Assert.Equal("x", await ReadText("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_CallbackThrowsHalfWay_ChangesNothing(bool existed)
    {
        if (existed) await WriteText("a", "before");

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => Store.WriteAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync(new byte[200_000], token);
            throw new InvalidDataException("half way");
        }));

        Assert.Equal("half way", thrown.Message);
        Assert.Equal(existed ? "before" : null, await ReadTextOrNull("a"));
        Assert.Equal(existed ? ["a"] : [], await Names(""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_CancelledDuringCallback_ChangesNothing(bool callbackNotices)
    {
        await WriteText("a", "before");
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(
            "a",
            async (stream, token) =>
            {
                await stream.WriteAsync(new byte[100], CancellationToken.None);
                await source.CancelAsync();
                if (callbackNotices) token.ThrowIfCancellationRequested();
            },
            cancellationToken: source.Token));

        Assert.Equal("before", await ReadText("a"));
    }

    [Fact]
    public async Task WriteAsync_IfAbsent_WritesOnlyOnce()
    {
        await WriteText("a", "first", WriteCondition.IfAbsent);
        await Assert.ThrowsAsync<PreconditionFailedException>(() => WriteText("a", "second", WriteCondition.IfAbsent));
        Assert.Equal("first", await ReadText("a"));

        await Store.DeleteAsync("a");
        await WriteText("a", "third", WriteCondition.IfAbsent);
        Assert.Equal("third", await ReadText("a"));
    }

    [Fact]
    public async Task WriteAsync_IfMatch_WritesOnlyOverThatVersion()
    {
        var first = await WriteText("a", "1");
        var second = await WriteText("a", "2", WriteCondition.IfMatch(first.ETag));
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => WriteText("a", "x", WriteCondition.IfMatch(first.ETag)));
        Assert.Equal("2", await ReadText("a"));

        await Store.DeleteAsync("a");
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => WriteText("a", "x", WriteCondition.IfMatch(second.ETag)));
        Assert.Null(await Store.GetPropertiesAsync("a"));
    }

    [Fact]
    public async Task WriteAsync_ManyIfAbsentAtOnce_ExactlyOneWins()
    {
        for (var round = 0; round < 10; round++)
        {
            var name = $"race/{round}";
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
            {
                try
                {
                    await WriteText(name, $"writer {i}", WriteCondition.IfAbsent);
                    return i;
                }
                catch (PreconditionFailedException)
                {
                    return -1;
                }
            })));

            var winner = Assert.Single(outcomes, i => i >= 0);
            Assert.Equal($"writer {winner}", await ReadText(name));
        }
    }

    [Fact]
    public async Task WriteAsync_ManyIfMatchIncrements_LoseNothing()
    {
        const int Writers = 4;
        const int Each = 15;
        await WriteText("counter", "0");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < Each;)
            {
                var properties = await Store.GetPropertiesAsync("counter");
                var value = int.Parse(await ReadText("counter"));
                try
                {
                    await WriteText("counter", $"{value + 1}", WriteCondition.IfMatch(properties!.ETag));
                    done++;
                }
                catch (PreconditionFailedException)
                {
                }
            }
        })));

        Assert.Equal($"{Writers * Each}", await ReadText("counter"));
    }

    protected Task<BlobProperties> WriteText(string name, string text, WriteCondition condition = default) => Store.WriteAsync(
        name, async (stream, token) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token), condition);

    protected async Task<string> ReadText(string name)
    {
        await using var stream = await Store.OpenReadAsync(name);
        return await new StreamReader(stream).ReadToEndAsync();
    }

    protected async Task<List<string>> Names(string prefix) =>
        await Store.ListAsync(prefix).Select(blob => blob.Name).ToListAsync();

    private async Task<string?> ReadTextOrNull(string name) =>
        await Store.GetPropertiesAsync(name) is null ? null : await ReadText(name);
}
