using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Music.Scale;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Scale;

/// <summary>The formulas of the formats, against the formats.</summary>
public sealed class BlobSizesTests
{
    [Fact]
    public async Task Ids_Written_AreAsLongAsTheFormulaSays()
    {
        var stream = new MemoryStream();
        await new IdTable(["listener-1", "listener-2", "listener-3"]).WriteAsync(stream, default);

        Assert.Equal(BlobSizes.Ids(3, 10), stream.Length);
        stream.Position = 0;
        Assert.Equal(3, await IdTable.ReadCountAsync(new MemoryStream(stream.ToArray()[..IdTable.HeadLength]), default));
    }

    [Fact]
    public async Task Factors_Written_AreAsLongAsTheFormulaSays()
    {
        var stream = new MemoryStream();
        await FactorBlob.WriteAsync(stream, new FactorMatrix(7, 20), default);

        Assert.Equal(BlobSizes.Factors(7, 20), stream.Length);
    }

    [Fact]
    public async Task Gramian_Written_IsAsLongAsTheFormulaSays()
    {
        var stream = new MemoryStream();
        await GramianBlob.WriteAsync(stream, new Gramian(20), default);

        Assert.Equal(BlobSizes.Gramian(20), stream.Length);
    }

    [Fact]
    public async Task Popularity_Written_IsAsLongAsTheFormulaSays()
    {
        var stream = new MemoryStream();
        await PopularityBlob.WriteAsync(stream, [1, 2, 3], [2, 3, 4], default);

        Assert.Equal(BlobSizes.Popularity(3), stream.Length);
    }

    [Fact]
    public async Task Tile_Written_IsAsLongAsTheFormulaSays()
    {
        var bytes = await TileBlob.ToBytesAsync(new MatrixTile(2, [0, 1, 1, 2, 3], [0, 1, 2], [1, 2, 3]), default);

        Assert.Equal(BlobSizes.Tile(2, 3), bytes.Length);
        Assert.Equal(BlobSizes.Directory(5), SegmentedBlob.DirectoryLength(5));
    }
}
