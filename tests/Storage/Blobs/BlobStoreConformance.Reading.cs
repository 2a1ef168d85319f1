using System.Security.Cryptography;

namespace Mixtape.Storage.Tests;

// Reading, listing and deleting.
public abstract partial class BlobStoreConformance
{
    [Theory]
    [InlineData(0, null, "0123456789")]
    [InlineData(0, 10L, "0123456789")]
    [InlineData(3, null, "3456789")]
    [InlineData(3, 4L, "3456")]
    [InlineData(9, 1L, "9")]
    [InlineData(10, null, "")]
    [InlineData(10, 0L, "")]
    [InlineData(5, 0L, "")]
    public async Task OpenReadAsync_Range_ReadsThatRange(long offset, long? length, string expected)
    {
        await WriteText("digits", "0123456789");
        await using var stream = await Store.OpenReadAsync("digits", offset, length);
        Assert.Equal(expected, await new StreamReader(stream).ReadToEndAsync());
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, -1L)]
    [InlineData(0, 11L)]
    [InlineData(11, null)]
    [InlineData(11, 0L)]
    [InlineData(5, 6L)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(1, long.MaxValue)]
    public async Task OpenReadAsync_RangePastTheEnd_Throws(long offset, long? length)
    {
        await WriteText("digits", "0123456789");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.OpenReadAsync("digits", offset, length));
    }

    [Fact]
    public async Task OpenReadAsync_Range_ReadsTheSameByAnyBufferSize()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        await Store.WriteAsync("bytes", (stream, token) => stream.WriteAsync(bytes, token).AsTask());
        foreach (var size in new[] { 1, 7, 4096, 70_000 })
        {
            await using var stream = await Store.OpenReadAsync("bytes", 12_345, 3 * size);
            var read = new byte[3 * size];
            for (var i = 0; i < 3; i++) await stream.ReadExactlyAsync(read.AsMemory(i * size, size));
            Assert.Equal(bytes[12_345..(12_345 + 3 * size)], read);
            Assert.Equal(-1, stream.ReadByte());
        }
    }

    [Fact]
    public async Task OpenReadAsync_MissingBlob_ThrowsWithItsName()
    {
        await WriteText("a/b", "x");
        foreach (var missing in new[] { "nothing", "a", "a/b/c", "a/x" })
        {
            var thrown = await Assert.ThrowsAsync<BlobNotFoundException>(() => Store.OpenReadAsync(missing));
            Assert.Equal(missing, thrown.Name);
            Assert.Null(await Store.GetPropertiesAsync(missing));
            Assert.False(await Store.DeleteAsync(missing));
        }
    }

    [Fact]
    public async Task OpenReadAsync_ReplacedMeanwhile_NeverMixesVersions()
    {
        var old = new byte[400_000];
        Array.Fill(old, (byte)'o');
        await Store.WriteAsync("a", (stream, token) => stream.WriteAsync(old, token).AsTask());
        await using var stream = await Store.OpenReadAsync("a");
        var head = new byte[10];
        await stream.ReadExactlyAsync(head);
        try
        {
            await WriteText("a", new string('n', 400_000));
            var rest = new MemoryStream();
            await stream.CopyToAsync(rest);
            Assert.Equal(399_990, rest.Length);
            Assert.True(rest.ToArray().All(b => b == 'o'));
        }
        catch (IOException)
        {
            // Also allowed: the store says that it cannot go on.
        }
    }

    [Fact]
    public async Task ListAsync_Names_ComeInOrdinalOrderOfTheWholeName()
    {
        string[] names =
        [
            "a", "a-b", "a-b/c", "a.b", "a/b", "a/b-", "a/b-c/d", "a/b.c", "a/b/c", "a/b/c/d", "a/b0", "a0", "a=", "aA",
            "a_", "aa",
            "A", "A/b", "B", "b", "b/A", "b/a", "0/1",
        ];
        foreach (var name in names) await WriteText(name, name);

        Array.Sort(names, StringComparer.Ordinal);
        Assert.Equal(names, await Names(""));
        foreach (var prefix in names.SelectMany(name => Enumerable.Range(1, name.Length).Select(n => name[..n])).Distinct())
        {
            Assert.Equal(names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)), await Names(prefix));
        }

        foreach (var name in names) Assert.Equal(name, await ReadText(name));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a/bc")]
    [InlineData("a//")]
    [InlineData("../")]
    [InlineData("/")]
    [InlineData("a/../a")]
    [InlineData("é?*")]
    public async Task ListAsync_PrefixOfNothing_IsEmpty(string prefix)
    {
        await WriteText("a/b", "x");
        Assert.Empty(await Names(prefix));
    }

    [Fact]
    public async Task ListAsync_ManyBlobs_GivesTheirProperties()
    {
        var written = new List<BlobProperties>();
        for (var i = 0; i < 120; i++) written.Add(await WriteText($"many/{i % 3}/{i:d4}", new string('x', i)));
        Assert.Equal(
            written.OrderBy(b => b.Name, StringComparer.Ordinal), await Store.ListAsync("many/").ToListAsync());
    }

    [Fact]
    public async Task DeleteAsync_ExistingBlob_RemovesItAndNothingElse()
    {
        foreach (var name in new[] { "a", "a/b", "a/b/c", "a/bc" }) await WriteText(name, name);

        Assert.True(await Store.DeleteAsync("a/b"));

        Assert.False(await Store.DeleteAsync("a/b"));
        Assert.Null(await Store.GetPropertiesAsync("a/b"));
        Assert.Equal(["a", "a/b/c", "a/bc"], await Names(""));
    }

    [Fact]
    public async Task AllCalls_WritesAndDeletesInOneFolderAtOnce_LoseNoBlob()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                // Each takes the folders away under the others' feet whenever it is the last one in them.
                var name = $"deep/er/{worker}";
                await WriteText(name, $"{i}");
                Assert.Equal($"{i}", await ReadText(name));
                await foreach (var blob in Store.ListAsync("deep/")) Assert.StartsWith("deep/er/", blob.Name);
                Assert.True(await Store.DeleteAsync(name));
            }
        })));

        Assert.Empty(await Names(""));
    }

    [Fact]
    public async Task AllCalls_CancelledBefore_DoNothing()
    {
        await WriteText("a", "before");
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.WriteAsync("a", (_, _) => Task.CompletedTask, cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync("a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ListAsync("", cancelled).ToListAsync());

        Assert.Equal("before", await ReadText("a"));
    }
}
