using System.Text;
using Mixtape.Emulators;

[assembly: AssemblyFixture(typeof(CosmosServer))]

namespace Mixtape.Storage.Tests;

/// <summary>
/// Against a server that speaks the wire protocol; with <c>MIXTAPE_TEST_COSMOS=endpoint;key</c> against that account or emulator instead.
/// </summary>
public sealed class CosmosDocumentStoreTests(CosmosServer server) : DocumentStoreConformance, IAsyncLifetime
{
    private const string Vectors = "vectors";

    private readonly CosmosDatabase _database = new(
        server, new(Container), new("others"), new(Vectors, "vector", IsSearched: true));

    private CosmosDocumentStore _store = null!;

    protected override IDocumentStore Store => _store;

    public async ValueTask InitializeAsync() => _store = await _database.OpenAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task TwoStores_OnOneDatabase_SeeEachOther()
    {
        var key = new DocumentKey("p", "i");
        var other = await _database.OpenAsync(create: false);
        var etag = await Store.WriteAsync(Container, key, new Thing("1"));
        await other.WriteAsync(Container, key, new Thing("2"), WriteCondition.IfMatch(etag));
        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Store.WriteAsync(Container, key, new Thing("x"), WriteCondition.IfMatch(etag)));
        Assert.Equal("2", (await Store.ReadAsync<Thing>(Container, key))!.Value.Name);
    }

    [Fact]
    public async Task WriteAsync_WholeNumberBeyondDoubles_IsKept()
    {
        var key = new DocumentKey("p", "i");
        var (signed, unsigned) = (9_007_199_254_740_993L, ulong.MaxValue - 1);
        await Store.WriteAsync(Container, key, new Numbers(signed, -signed, unsigned, 1L << 53, [-signed]));
        var read = (await Store.ReadAsync<Numbers>(Container, key))!.Value;
        Assert.Equal((signed, -signed, unsigned, 1L << 53), (read.A, read.B, read.C, read.D));
        Assert.Equal([-signed], read.E);
    }

    [Fact]
    public async Task WriteAsync_MoreThanTwoMegabytes_NamesTheLimit()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(
            () => Store.WriteAsync(Container, new DocumentKey("secret-listener", "i"), new Thing(new string('x', 2 << 20))));
        Assert.Contains("2 MB at most", thrown.Message);
        Assert.DoesNotContain("secret", thrown.ToString());
    }

    [Fact]
    public async Task AnyCall_ContainerNobodyNamed_SaysSo()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Store.ReadAsync<Thing>("elsewhere", new DocumentKey("p", "i")));
        Assert.Contains("'elsewhere'", thrown.Message);
    }

    [Fact]
    public async Task NearestAsync_DocumentsOfAnId_ComeBestFirst()
    {
        float[][] vectors = [[1, 0, 0], [0.9f, 0.1f, 0], [0, 1, 0], [-1, 0, 0], [5, 5, 0], [0, 0, 0]];
        for (var i = 0; i < vectors.Length; i++)
            await Store.WriteAsync(Vectors, new DocumentKey($"track {i}", "generation"), new Thing("x", vectors[i]));
        await Store.WriteAsync(Vectors, new DocumentKey("track 0", "another"), new Thing("x", [1, 0, 0]));

        var found = await _store.NearestAsync(Vectors, "generation", new float[] { 2, 0, 0 }, 4);

        Assert.Equal(["track 0", "track 1", "track 4", "track 2"], found.Select(near => near.Partition));
        Assert.Equal([1, 0.9 / Math.Sqrt(0.82), Math.Sqrt(0.5), 0], found.Select(near => near.Score), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public async Task NearestAsync_ContainerWithoutVectors_SaysSo() => Assert.Contains(
        "no vectors",
        (await Assert.ThrowsAsync<ArgumentException>(() => _store.NearestAsync(Container, "i", new float[] { 1 }, 1))).Message);

    [Fact]
    public void CosmosId_AnyId_ComesBackAndKeepsItsPlace()
    {
        var random = new Random(1);
        string[] parts =
        [
            " ", "!", "$", "%", "'", "(", "-", ".", "..", "0", "9", "=", "A", "Z", "_", "a", "z", "}", "~", "é", "日", "\uff5e", "🎵",
        ];
        var ids = Enumerable.Range(0, 3_000)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => parts[random.Next(parts.Length)])))
            .Append(".").Append("..").Append(new string('日', 255)).Distinct().ToList();

        var encoded = ids.ToDictionary(CosmosId.Encode, id => id, StringComparer.Ordinal);

        Assert.All(encoded, pair => Assert.Equal(pair.Value, CosmosId.Decode(pair.Key)));
        Assert.All(encoded.Keys, id => Assert.All(id, c => Assert.InRange(c, '!', '~')));
        Assert.DoesNotContain(encoded.Keys, id => id is "." or ".." || id.Contains('%') || id.Length > 1023);
        Assert.Equal(
            ids.OrderBy(id => Convert.ToHexString(Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal),
            encoded.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
    }

    private sealed record Numbers(long A, long B, ulong C, long D, long[] E);
}
