using System.Text;

namespace Mixtape.Storage.Tests;

public sealed class FileBlobStoreTests : BlobStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FileBlobStoreTests() => Store = new FileBlobStore(_folder.Path);

    protected override IBlobStore Store { get; }

    private string Temporaries => Path.Combine(_folder.Path, "~writing");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Constructor_OnTheSameFolder_GivesTheSameContent()
    {
        await WriteText("a/b", "kept");
        var listed = await Store.ListAsync("").ToListAsync();

        var reopened = new FileBlobStore(_folder.Path);

        Assert.Equal(listed, await reopened.ListAsync("").ToListAsync());
        await using var stream = await reopened.OpenReadAsync("a/b");
        Assert.Equal("kept", await new StreamReader(stream).ReadToEndAsync());
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => reopened.WriteAsync("a/b", (_, _) => Task.CompletedTask, WriteCondition.IfAbsent));
        await reopened.WriteAsync("a/b", (_, _) => Task.CompletedTask, WriteCondition.IfMatch(listed[0].ETag));
    }

    [Fact]
    public async Task Constructor_LeftoversOfACrash_AreSweptAndNeverListed()
    {
        await WriteText("a", "kept");
        await File.WriteAllTextAsync(Path.Combine(Temporaries, "0123456789abcdef"), "half a blo");
        Assert.Equal(["a"], await Names(""));

        _ = new FileBlobStore(_folder.Path);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Temporaries));
        Assert.Equal("kept", await ReadText("a"));
    }

    [Fact]
    public async Task Constructor_WhileAnotherStoreWrites_LeavesItsTemporaryAlone()
    {
        await Store.WriteAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync("written "u8.ToArray(), token);
            _ = new FileBlobStore(_folder.Path);
            Assert.Single(Directory.EnumerateFiles(Temporaries));
            await stream.WriteAsync("through"u8.ToArray(), token);
        });

        Assert.Equal("written through", await ReadText("a"));
    }

    [Fact]
    public async Task WriteAsync_WhateverItsEnd_LeavesNoTemporary()
    {
        await WriteText("a", "x");
        await Assert.ThrowsAsync<PreconditionFailedException>(() => WriteText("a", "y", WriteCondition.IfAbsent));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => Store.WriteAsync("a", (_, _) => throw new InvalidDataException()));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Temporaries));
    }

    [Fact]
    public async Task WriteAsync_TwoStoresOnOneFolder_AgreeOnConditions()
    {
        var other = new FileBlobStore(_folder.Path);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            try
            {
                await (i % 2 == 0 ? Store : other).WriteAsync(
                    "a", async (stream, token) => await stream.WriteAsync(Encoding.UTF8.GetBytes($"{i}"), token),
                    WriteCondition.IfAbsent);
                return true;
            }
            catch (PreconditionFailedException)
            {
                return false;
            }
        })));

        Assert.Single(outcomes, won => won);
    }

    [Fact]
    public async Task WriteAsync_ClockStandsStill_StillChangesTheETag()
    {
        var store = new FileBlobStore(_folder.Path, new FrozenClock());
        var first = await store.WriteAsync("a", (_, _) => Task.CompletedTask);
        var second = await store.WriteAsync("a", (_, _) => Task.CompletedTask);
        Assert.NotEqual(first.ETag, second.ETag);
    }

    [Fact]
    public async Task DeleteAsync_LastBlobOfAFolder_RemovesTheEmptyFolders()
    {
        await WriteText("a/b/c", "x");
        await WriteText("a/d", "x");

        await Store.DeleteAsync("a/b/c");
        Assert.Equal(["a+"], Folders());
        await Store.DeleteAsync("a/d");
        Assert.Empty(Folders());

        IEnumerable<string> Folders() => Directory.EnumerateDirectories(_folder.Path, "*+", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder.Path, path));
    }

    [Fact]
    public async Task ListAsync_ForeignFiles_AreIgnored()
    {
        await WriteText("a", "x");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "stray"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "stray", "b"), "x");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "Foreign file~"), "x");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "b+"), "x");

        Assert.Equal(["a"], await Names(""));
    }

    private sealed class FrozenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);
    }
}
