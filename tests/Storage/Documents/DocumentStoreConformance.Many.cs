using System.Text;

namespace Mixtape.Storage.Tests;

// Queries, and calls for many documents.
public abstract partial class DocumentStoreConformance
{
    [Fact]
    public async Task QueryAsync_Partition_ComesInCodePointOrder()
    {
        // U+FF5E sorts before U+1F3B5 by code point, after it by UTF-16 unit.
        string[] ids = ["A", "a", "a-b", "a.b", "aa", "b", "é", "日", "\uff5e", "🎵", "10", "9", " ", "~", "Z"];
        foreach (var id in ids) await Store.WriteAsync(Container, new DocumentKey("p", id), new Thing(id));
        await Store.WriteAsync(Container, new DocumentKey("q", "a"), new Thing("of another partition"));

        var ordered = ids.OrderBy(id => Convert.ToHexString(Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal).ToList(
            );
        Assert.Equal(ordered, await Store.QueryAsync<Thing>(Container, "p").Select(d => d.Key.Id).ToListAsync());
        for (var i = 0; i < ordered.Count; i++)
        {
            Assert.Equal(
                ordered[i..],
                await Store.QueryAsync<Thing>(Container, "p", ordered[i]).Select(d => d.Value.Name).ToListAsync());
        }

        Assert.Equal(["b", "~"], await Store.QueryAsync<Thing>(Container, "p", "ab").Select(d => d.Key.Id).Take(2).ToListAsync());
    }

    [Fact]
    public async Task QueryAsync_ManyPages_GivesEachOnce()
    {
        var documents = Enumerable.Range(0, 1500)
            .Select(i => KeyValuePair.Create(new DocumentKey("p", $"{i:d5}"), new Thing($"{i}", Number: i))).ToList();
        await Store.WriteManyAsync(Container, documents);

        var read = await Store.QueryAsync<Thing>(Container, "p").ToListAsync();

        Assert.Equal(documents.Select(d => d.Key), read.Select(d => d.Key));
        Assert.Equal(documents.Select(d => d.Value.Number), read.Select(d => d.Value.Number));
    }

    [Fact]
    public async Task QueryAsync_ConsumerWritesMeanwhile_IsNotBlocked()
    {
        for (var i = 0; i < 10; i++) await Store.WriteAsync(Container, new DocumentKey("p", $"{i}"), new Thing("before"));

        await foreach (var document in Store.QueryAsync<Thing>(Container, "p"))
        {
            await Store.WriteAsync(Container, document.Key, new Thing("after"), WriteCondition.IfMatch(document.ETag));
            Assert.NotNull(await Store.ReadAsync<Thing>(Container, document.Key));
        }

        Assert.All(
            await Store.QueryAsync<Thing>(Container, "p").ToListAsync(), d => Assert.Equal("after", d.Value.Name));
    }

    [Fact]
    public async Task ReadManyAsync_SomeExist_GivesThoseOnce()
    {
        await Store.WriteAsync(Container, new DocumentKey("p", "1"), new Thing("1"));
        await Store.WriteAsync(Container, new DocumentKey("q", "2"), new Thing("2"));

        var read = await Store.ReadManyAsync<Thing>(
            Container, [new("p", "1"), new("p", "2"), new("q", "2"), new("p", "1"), new("none", "none")]);

        Assert.Equal(["1", "2"], read.Select(d => d.Value.Name).Order());
        Assert.Empty(await Store.ReadManyAsync<Thing>(Container, []));
    }

    [Fact]
    public async Task WriteManyAsync_RepeatedKey_KeepsTheLater()
    {
        var key = new DocumentKey("p", "i");
        await Store.WriteManyAsync<Thing>(Container, [new(key, new Thing("earlier")), new(key, new Thing("later"))]);
        await Store.WriteManyAsync<Thing>(Container, []);
        Assert.Equal("later", (await Store.ReadAsync<Thing>(Container, key))!.Value.Name);
    }

    [Fact]
    public async Task WriteManyAsync_OneBadKey_IsRefusedBeforeAnyIsWritten()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.WriteManyAsync<Thing>(
            Container, [new(new("p", "good"), new Thing("1")), new(new("p", "b/d"), new Thing("2"))]));
        Assert.Empty(await Store.QueryAsync<Thing>(Container, "p").ToListAsync());
    }

    [Fact]
    public async Task WriteManyAsync_OverExisting_ChangesTheirETags()
    {
        var key = new DocumentKey("p", "i");
        var before = await Store.WriteAsync(Container, key, new Thing("same"));
        await Store.WriteManyAsync<Thing>(Container, [new(key, new Thing("same"))]);
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Store.WriteAsync(Container, key, new Thing("x"), WriteCondition.IfMatch(before)));
    }

    [Fact]
    public async Task DeleteManyAsync_SomeExist_RemovesThose()
    {
        for (var i = 0; i < 5; i++) await Store.WriteAsync(Container, new DocumentKey("p", $"{i}"), new Thing($"{i}"));
        await Store.DeleteManyAsync(Container, [new("p", "1"), new("p", "3"), new("p", "9"), new("q", "0")]);
        Assert.Equal(
            ["0", "2", "4"], await Store.QueryAsync<Thing>(Container, "p").Select(d => d.Key.Id).ToListAsync());
    }
}
