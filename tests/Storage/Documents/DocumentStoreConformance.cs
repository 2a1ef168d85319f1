namespace Mixtape.Storage.Tests;

/// <summary>
/// What <see cref="IDocumentStore"/> promises; a store's test class inherits it and makes an empty store.
/// </summary>
public abstract partial class DocumentStoreConformance
{
    protected const string Container = "things";

    protected abstract IDocumentStore Store { get; }

    public static TheoryData<string> BadIds => new(
        "", "a/b", "a\\b", "a?", "#a", "a\nb", "a\0", "\u007f", "\u0085", new string('i', 256));

    public static TheoryData<string> BadPartitions => new("", "a\nb", "a\0", new string('p', 513));

    public static TheoryData<string, string> HostileKeys => new()
    {
        { "p", "'; DROP TABLE documents; --" },
        { "p", "%_*[a-z]" },
        { "p", " spaces around " },
        { "p", ".." },
        { "p", "$0" },
        { "p", "Ünïcödé 日本語 🎵" },
        { "p", "e\u0301" },
        { "p", new string('日', 255) },
        { "path/like\\part?#", "x" },
        { "'\"`", "\"'`" },
        { new string('日', 512), "x" },
    };

    [Theory]
    [MemberData(nameof(BadIds))]
    public async Task AnyCall_BadIdOrContainer_ThrowsArgumentException(string bad)
    {
        await AssertRefused(Container, new DocumentKey("p", bad));
        await AssertRefused(bad, new DocumentKey("p", "i"));
        Assert.Throws<ArgumentException>(() => Store.QueryAsync<Thing>(bad, "p"));
        Assert.Throws<ArgumentException>(() => Store.QueryAsync<Thing>(Container, "p", bad));
    }

    [Theory]
    [MemberData(nameof(BadPartitions))]
    public async Task AnyCall_BadPartition_ThrowsArgumentException(string bad)
    {
        await AssertRefused(Container, new DocumentKey(bad, "i"));
        Assert.Throws<ArgumentException>(() => Store.QueryAsync<Thing>(Container, bad));
    }

    [Theory]
    [InlineData("high", 0xd83c)]
    [InlineData("low", 0xdfb5)]
    public async Task AnyCall_LoneSurrogate_ThrowsArgumentException(string name, int unit)
    {
        // Built here, because test names cannot carry it.
        await AssertRefused(Container, new DocumentKey("p", name + (char)unit));
        await AssertRefused(Container, new DocumentKey((char)unit + name, "i"));
    }

    [Theory]
    [MemberData(nameof(HostileKeys))]
    public async Task WriteAsync_HostileKey_IsKeptApartAndExact(string partition, string id)
    {
        var key = new DocumentKey(partition, id);
        await Store.WriteAsync(Container, new DocumentKey("p", "neighbour"), new Thing("neighbour"));
        await Store.WriteAsync(Container, key, new Thing("hostile"));

        Assert.Equal("hostile", (await Store.ReadAsync<Thing>(Container, key))!.Value.Name);
        Assert.Equal(key, (await Store.ReadAsync<Thing>(Container, key))!.Key);
        Assert.Contains(key, await Store.QueryAsync<Thing>(Container, partition).Select(d => d.Key).ToListAsync());
        Assert.Contains(
            id, await Store.QueryAsync<Thing>(Container, partition, id).Select(d => d.Key.Id).ToListAsync());
        Assert.Equal(
            "neighbour", (await Store.ReadAsync<Thing>(Container, new DocumentKey("p", "neighbour")))!.Value.Name);
        Assert.True(await Store.DeleteAsync(Container, key));
        Assert.Null(await Store.ReadAsync<Thing>(Container, key));
    }

    [Fact]
    public async Task ReadAsync_NothingThere_IsNull()
    {
        var key = new DocumentKey("p", "i");
        Assert.Null(await Store.ReadAsync<Thing>(Container, key));
        Assert.Empty(await Store.ReadManyAsync<Thing>(Container, [key]));
        Assert.Empty(await Store.QueryAsync<Thing>(Container, "p").ToListAsync());
        Assert.False(await Store.DeleteAsync(Container, key));
        await Store.DeleteManyAsync(Container, [key]);
    }

    [Fact]
    public async Task WriteAsync_AnyValue_ComesBackEqual()
    {
        var thing = new Thing(
            "quote \" backslash \\ newline \n nul \0 🎵 日本語 \u2028", [0.1f, -0f, float.MaxValue, float.Epsilon],
            long.MinValue,
            new DateTimeOffset(2026, 11, 23, 6, 0, 0, 123, TimeSpan.FromHours(2)), Nested: new Thing("inner"));
        var key = new DocumentKey("p", "i");

        var etag = await Store.WriteAsync(Container, key, thing);
        var read = await Store.ReadAsync<Thing>(Container, key);

        Assert.Equal(etag, read!.ETag);
        Assert.Equivalent(thing, read.Value, strict: true);
        Assert.Equal(thing.Vector, read.Value.Vector);
    }

    [Fact]
    public async Task WriteAsync_Value_IsStoredWithCamelCaseNames()
    {
        await Store.WriteAsync(Container, new DocumentKey("p", "i"), new Thing("x", Number: 7));
        var read = await Store.ReadAsync<Dictionary<string, object?>>(Container, new DocumentKey("p", "i"));
        Assert.Contains("name", read!.Value.Keys);
        Assert.Contains("number", read.Value.Keys);
    }

    [Fact]
    public async Task WriteAsync_NullValue_Throws() => await Assert.ThrowsAsync<ArgumentNullException>(
        () => Store.WriteAsync<Thing?>(Container, new DocumentKey("p", "i"), null));

    [Fact]
    public async Task WriteAsync_MegabyteDocument_ComesBackWhole()
    {
        var text = new string('日', 350_000);
        var keys = Enumerable.Range(0, 5).Select(i => new DocumentKey("large", $"{i}")).ToList();
        foreach (var key in keys) await Store.WriteAsync(Container, key, new Thing(text + key.Id));

        var read = await Store.QueryAsync<Thing>(Container, "large").ToListAsync();

        Assert.Equal(keys, read.Select(d => d.Key));
        Assert.All(read, d => Assert.Equal(text + d.Key.Id, d.Value.Name));
    }

    [Fact]
    public async Task WriteAsync_SameKey_ReplacesAndChangesTheETag()
    {
        var key = new DocumentKey("p", "i");
        var etags = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            Assert.True(etags.Add(await Store.WriteAsync(Container, key, new Thing("same"))));
            if (i % 5 == 0) Assert.True(await Store.DeleteAsync(Container, key));
        }

        Assert.Single(await Store.QueryAsync<Thing>(Container, "p").ToListAsync());
    }

    [Fact]
    public async Task WriteAsync_SameIdElsewhere_IsAnotherDocument()
    {
        await Store.WriteAsync(Container, new DocumentKey("p", "i"), new Thing("1"));
        await Store.WriteAsync(Container, new DocumentKey("P", "i"), new Thing("2"));
        await Store.WriteAsync(Container, new DocumentKey("p", "I"), new Thing("3"));
        await Store.WriteAsync("others", new DocumentKey("p", "i"), new Thing("4"));

        Assert.Equal("1", (await Store.ReadAsync<Thing>(Container, new DocumentKey("p", "i")))!.Value.Name);
        Assert.Equal("2", (await Store.ReadAsync<Thing>(Container, new DocumentKey("P", "i")))!.Value.Name);
        Assert.Equal("3", (await Store.ReadAsync<Thing>(Container, new DocumentKey("p", "I")))!.Value.Name);
        Assert.Equal("4", (await Store.ReadAsync<Thing>("others", new DocumentKey("p", "i")))!.Value.Name);
        Assert.Equal(2, (await Store.QueryAsync<Thing>(Container, "p").ToListAsync()).Count);
    }

    [Fact]
    public async Task WriteAsync_IfAbsent_WritesOnlyOnce()
    {
        var key = new DocumentKey("p", "i");
        await Store.WriteAsync(Container, key, new Thing("first"), WriteCondition.IfAbsent);
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Store.WriteAsync(Container, key, new Thing("second"), WriteCondition.IfAbsent));
        Assert.Equal("first", (await Store.ReadAsync<Thing>(Container, key))!.Value.Name);
    }

    [Fact]
    public async Task WriteAsync_IfMatch_WritesOnlyOverThatVersion()
    {
        var key = new DocumentKey("p", "i");
        var first = await Store.WriteAsync(Container, key, new Thing("1"));
        var second = await Store.WriteAsync(Container, key, new Thing("2"), WriteCondition.IfMatch(first));
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Store.WriteAsync(Container, key, new Thing("x"), WriteCondition.IfMatch(first)));
        Assert.Equal("2", (await Store.ReadAsync<Thing>(Container, key))!.Value.Name);

        await Store.DeleteAsync(Container, key);
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Store.WriteAsync(Container, key, new Thing("x"), WriteCondition.IfMatch(second)));
        Assert.Null(await Store.ReadAsync<Thing>(Container, key));
    }

    [Fact]
    public async Task PreconditionFailed_Message_DoesNotNameTheListener()
    {
        var key = new DocumentKey("secret-listener", "secret-id");
        await Store.WriteAsync(Container, key, new Thing("1"));
        var thrown = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Store.WriteAsync(Container, key, new Thing("x"), WriteCondition.IfAbsent));
        Assert.DoesNotContain("secret", thrown.ToString());
    }

    [Fact]
    public async Task WriteAsync_ManyIfAbsentAtOnce_ExactlyOneWins()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = new DocumentKey("race", $"{round}");
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
            {
                try
                {
                    await Store.WriteAsync(Container, key, new Thing($"{i}"), WriteCondition.IfAbsent);
                    return i;
                }
                catch (PreconditionFailedException)
                {
                    return -1;
                }
            })));

            var winner = Assert.Single(outcomes, i => i >= 0);
            Assert.Equal($"{winner}", (await Store.ReadAsync<Thing>(Container, key))!.Value.Name);
        }
    }

    [Fact]
    public async Task WriteAsync_ManyIfMatchIncrements_LoseNothing()
    {
        const int Writers = 4;
        const int Each = 25;
        var key = new DocumentKey("p", "counter");
        await Store.WriteAsync(Container, key, new Thing("counter"));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < Each;)
            {
                var read = (await Store.ReadAsync<Thing>(Container, key))!;
                try
                {
                    await Store.WriteAsync(
                        Container, key, read.Value with { Number = read.Value.Number + 1 },
                        WriteCondition.IfMatch(read.ETag));
                    done++;
                }
                catch (PreconditionFailedException)
                {
                }
            }
        })));

        Assert.Equal(Writers * Each, (await Store.ReadAsync<Thing>(Container, key))!.Value.Number);
    }

    [Fact]
    public async Task AllCalls_ReadersBesideWriters_SeeWholeDocuments()
    {
        var key = new DocumentKey("p", "i");
        await Store.WriteAsync(Container, key, new Thing(new string('0', 5000), Number: 0));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            do
            {
                var thing = (await Store.ReadAsync<Thing>(Container, key))!.Value;
                Assert.Equal(new string((char)('0' + (thing.Number % 10)), 5000), thing.Name);
            }
            while (!done.IsCancellationRequested);
        })).ToList();

        for (var i = 1; i <= 60; i++)
        {
            await Store.WriteAsync(Container, key, new Thing(new string((char)('0' + (i % 10)), 5000), Number: i));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task AllCalls_CancelledBefore_DoNothing()
    {
        var key = new DocumentKey("p", "i");
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.ReadAsync<Thing>(Container, key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.WriteAsync(Container, key, new Thing("x"), cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.WriteManyAsync<Thing>(Container, [new(key, new Thing("x"))], cancelled));
        Assert.Null(await Store.ReadAsync<Thing>(Container, key));
    }

    private async Task AssertRefused(string container, DocumentKey key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ReadAsync<Thing>(container, key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ReadManyAsync<Thing>(container, [key]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.WriteAsync(container, key, new Thing("x")));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Store.WriteManyAsync<Thing>(container, [new(key, new Thing("x"))]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.DeleteAsync(container, key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.DeleteManyAsync(container, [key]));
    }

    protected sealed record Thing(
        string Name, float[]? Vector = null, long Number = 0, DateTimeOffset? At = null, Thing? Nested = null);
}
