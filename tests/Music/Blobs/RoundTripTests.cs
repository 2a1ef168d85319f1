using System.Buffers.Binary;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Blobs;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(7, 17)]
    [InlineData(3, 4096)]
    [InlineData(300_000, 1)] // more than is copied at once
    public async Task FactorBlob_AnySize_KeepsEveryBit(int rows, int width)
    {
        var factors = new FactorMatrix(rows, width);
        var random = new SeededRandom(1);
        for (var row = 0; row < rows; row++)
            for (var f = 0; f < width; f++) factors[row][f] = (float)random.NextGaussian();
        if (rows > 0) factors[0][0] = float.Epsilon;

        var bytes = await BlobFormat.Bytes((stream, cancellation) => FactorBlob.WriteAsync(stream, factors, cancellation));
        var read = await FactorBlob.ReadAsync(new MemoryStream(bytes), default);

        Assert.Equal(16 + 4L * rows * width, bytes.Length);
        Assert.Equal((rows, width), (read.Rows, read.Width));
        Assert.True(factors.Data.SequenceEqual(read.Data));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(514)]
    public async Task GramianBlob_AnyWidth_KeepsEveryBit(int width)
    {
        var gramian = new Gramian(width);
        for (var i = 0; i < gramian.Packed.Length; i++) gramian.Packed[i] = Math.Sqrt(i) - 3;

        var bytes = await BlobFormat.Bytes((stream, cancellation) => GramianBlob.WriteAsync(stream, gramian, cancellation));

        Assert.Equal(gramian.Packed, (await GramianBlob.ReadAsync(new MemoryStream(bytes), default)).Packed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50_000)]
    public async Task IdTable_AnySize_FindsEveryId(int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"id {i} ü🎵").Order(StringComparer.Ordinal)];

        var bytes = await BlobFormat.Bytes(new IdTable(ids).WriteAsync);
        var table = await IdTable.ReadAsync(new MemoryStream(bytes), default);

        Assert.Equal(ids, table);
        for (var row = 0; row < count; row += 97) Assert.Equal(row, table.Find(ids[row]));
        Assert.Equal(-1, table.Find(""));
        Assert.Equal(-1, table.Find("id 0 ü🎵!"));
    }

    [Fact]
    public void IdTable_NotStrictlyRising_Throws()
    {
        Assert.Throws<ArgumentException>(() => new IdTable(["b", "a"]));
        Assert.Throws<ArgumentException>(() => new IdTable(["a", "a"]));
    }

    [Fact]
    public async Task TileBlob_WithoutEntries_IsAnEmptySegment() =>
        Assert.Empty(await TileBlob.ToBytesAsync(new MatrixTile(2, [0, 0, 0, 0, 0], [], []), default));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task SegmentedBlob_AnyNumberOfSegments_EachIsWhereTheDirectorySays(int count)
    {
        var segments = Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)i, i % 5).ToArray()).ToArray();

        var bytes = await BlobFormat.Bytes(
            (stream, cancellation) => SegmentedBlob.WriteAsync(stream, BlobKind.LocalPlays, segments, cancellation));
        var directory = await SegmentedBlob.ReadDirectoryAsync(
            new MemoryStream(bytes, 0, (int)SegmentedBlob.DirectoryLength(count)), BlobKind.LocalPlays, count, default);

        for (var i = 0; i < count; i++)
            Assert.Equal(segments[i].Span, bytes.AsSpan((int)directory[i].Offset, (int)directory[i].Length));
    }

    [Fact]
    public async Task Read_OtherKindOrVersion_SaysWhich()
    {
        var bytes = await BlobFormat.Named("gramian").WriteSample();
        var kind = await Assert.ThrowsAsync<CorruptBlobException>(() => FactorBlob.ReadAsync(new MemoryStream(bytes), default));
        Assert.Contains("A Gramian blob stands where a Factors blob should", kind.Message);

        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), 2);
        var version = await Assert.ThrowsAsync<CorruptBlobException>(() => GramianBlob.ReadAsync(new MemoryStream(bytes), default));
        Assert.Contains("format version 2, this program reads 1", version.Message);
    }

    [Theory]
    [InlineData("factors", 16)] // the first factor
    [InlineData("gramian", 16)]
    [InlineData("tile", 56)] // the first entry's plays
    public async Task Read_NumberThatIsNotFinite_IsRefused(string name, int offset)
    {
        var format = BlobFormat.Named(name);
        var bytes = await format.WriteSample();
        bytes.AsSpan(offset, 4).Fill(0xff);
        bytes.AsSpan(offset + 4, name == "gramian" ? 4 : 0).Fill(0xff);
        await Assert.ThrowsAsync<CorruptBlobException>(() => format.Rewrite(new MemoryStream(bytes)));
    }

    [Theory]
    [InlineData("columns not rising", new[] { 0, 2, 3, 3, 3, 4, 4 }, new[] { 2, 0, 3, 1 })]
    [InlineData("a column twice", new[] { 0, 2, 3, 3, 3, 4, 4 }, new[] { 2, 2, 3, 1 })]
    [InlineData("a column past the end", new[] { 0, 2, 3, 3, 3, 4, 4 }, new[] { 0, 4, 3, 1 })]
    [InlineData("a negative column", new[] { 0, 2, 3, 3, 3, 4, 4 }, new[] { -1, 2, 3, 1 })]
    [InlineData("pointers running back", new[] { 0, 2, 1, 3, 3, 4, 4 }, new[] { 0, 2, 3, 1 })]
    [InlineData("pointers beyond the entries", new[] { 0, 2, 9, 9, 9, 9, 4 }, new[] { 0, 2, 3, 1 })]
    [InlineData("entries before the first row", new[] { 1, 2, 3, 3, 3, 4, 4 }, new[] { 0, 2, 3, 1 })]
    [InlineData("entries after the last row", new[] { 0, 2, 3, 3, 3, 3, 3 }, new[] { 0, 2, 3, 1 })]
    public async Task TileBlob_WhatNoTileIs_IsRefused(string what, int[] pointers, int[] columns)
    {
        var bytes = await TileBlob.ToBytesAsync(new MatrixTile(3, pointers, columns, [1, 1, 1, 1]), default);
        var read = await Record.ExceptionAsync(() => TileBlob.ReadAsync(new MemoryStream(bytes), 4, default));
        Assert.True(read is CorruptBlobException, what);
    }

    [Fact]
    public async Task IdTable_InvalidUtf8_IsRefused()
    {
        var bytes = await BlobFormat.Bytes(new IdTable(["ab"]).WriteAsync);
        bytes[^1] = 0xff;
        await Assert.ThrowsAsync<CorruptBlobException>(() => IdTable.ReadAsync(new MemoryStream(bytes), default));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(3, 2)]
    public async Task PopularityBlob_CountsThatCannotBe_AreRefused(int training, int all)
    {
        var bytes = await BlobFormat.Bytes((stream, cancellation) => PopularityBlob.WriteAsync(stream, [training], [all], cancellation));
        await Assert.ThrowsAsync<CorruptBlobException>(() => PopularityBlob.ReadAsync(new MemoryStream(bytes), default));
    }
}
