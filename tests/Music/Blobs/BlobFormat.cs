using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Blobs;

/// <summary>A stored format, with a small sample of it that never changes.</summary>
/// <param name="Name">Its name, which its golden files begin with.</param>
/// <param name="Version">The version that is written now.</param>
/// <param name="WriteSample">Writes the sample.</param>
/// <param name="Rewrite">Reads a blob and writes what was read.</param>
public sealed record BlobFormat(string Name, int Version, Func<Task<byte[]>> WriteSample, Func<Stream, Task<byte[]>> Rewrite)
{
    public static IReadOnlyList<BlobFormat> All { get; } =
    [
        new("factors", 1, () => Bytes(stream => FactorBlob.WriteAsync(stream, Factors(), default)), async stream =>
        {
            var factors = await FactorBlob.ReadAsync(stream, default);
            return await Bytes(target => FactorBlob.WriteAsync(target, factors, default));
        }),
        new("gramian", 1, () => Bytes(stream => GramianBlob.WriteAsync(stream, FactorsGramian(), default)), async stream =>
        {
            var gramian = await GramianBlob.ReadAsync(stream, default);
            return await Bytes(target => GramianBlob.WriteAsync(target, gramian, default));
        }),
        new("ids", 1, () => Bytes(stream => Ids().WriteAsync(stream, default)), async stream =>
        {
            var ids = await IdTable.ReadAsync(stream, default);
            return await Bytes(target => ids.WriteAsync(target, default));
        }),
        new("popularity", 1, () => Bytes(stream => PopularityBlob.WriteAsync(stream, [3, 0, 7], [4, 0, 7], default)), async stream =>
        {
            var (training, all) = await PopularityBlob.ReadAsync(stream, default);
            return await Bytes(target => PopularityBlob.WriteAsync(target, training, all, default));
        }),
        new("groups", 1, () => Bytes(stream => GroupBlob.WriteAsync(stream, [2, 0, 39, 0], default)), async stream =>
        {
            var groups = await GroupBlob.ReadAsync(stream, default);
            return await Bytes(target => GroupBlob.WriteAsync(target, groups, default));
        }),
        new("tile", 1, () => TileBlob.ToBytesAsync(Tile(), default), async stream =>
            await TileBlob.ToBytesAsync(await TileBlob.ReadAsync(stream, 4, default), default)),
        new("plays", 1, () => new BlockPlays(Ids(), Tile()).ToBytesAsync(default), async stream =>
            await (await BlockPlays.ReadAsync(stream, default)).ToBytesAsync(default)),
        new("features", 1, () => Bytes(Features().WriteAsync), async stream =>
            await Bytes((await TrackFeatures.ReadAsync(stream, default)).WriteAsync)),
        new("segments", 1, () => Bytes(stream => WriteSegmentsAsync(stream, [[1, 2, 3], [], [4]])), async stream =>
            await Bytes(async target => await WriteSegmentsAsync(target, await ReadSegmentsAsync(stream, BlobKind.TileStrip, 3)))),
        new("events", 1, () => Bytes(stream => Partition(Events()).WriteAsync(stream, default)), async stream =>
        {
            var segments = await ReadSegmentsAsync(stream, BlobKind.EventPartition, 3);
            new DistinctCount().Add(segments[2]);
            var events = segments.Take(2).SelectMany(segment => EventPartition.Read(new MemoryStream(segment), segment.Length));
            return await Bytes(Partition([.. events]).WriteAsync);
        }),
        new("log", 1, () => Task.FromResult(EventLog.ToBytes(Events()).ToArray()), async stream =>
        {
            var events = await EventLog.ReadAsync(stream, default).ToListAsync();
            return EventLog.ToBytes(events).ToArray();
        }),
    ];

    public static BlobFormat Named(string name) => All.Single(format => format.Name == name);

    public override string ToString() => Name;

    internal static async Task<byte[]> Bytes(Func<Stream, Task> write)
    {
        var stream = new MemoryStream();
        await write(stream);
        return stream.ToArray();
    }

    internal static Task<byte[]> Bytes(Func<Stream, CancellationToken, Task> write) => Bytes(stream => write(stream, default));

    private static FactorMatrix Factors()
    {
        var factors = new FactorMatrix(3, 5);
        for (var row = 0; row < 3; row++)
            for (var f = 0; f < 5; f++) factors[row][f] = row - f / 4f;
        return factors;
    }

    private static Gramian FactorsGramian()
    {
        var gramian = new Gramian(5);
        gramian.Add(Factors());
        return gramian;
    }

    private static IdTable Ids() => new(["a", "b é", "日本", "🎵"]);

    private static TrackFeatures Features() => new(
        new IdTable(["a", "b é", "🎵"]), new IdTable(["energy", "tempo", "拍"]), [2, 3, 5], [0, 2, 1, 0, 1], [-0.5f, 3, 120, 0, 1e15f]);

    private static MatrixTile Tile() => new(3, [0, 2, 3, 3, 3, 4, 4], [0, 2, 3, 1], [1, 0, 2.5f, 1e6f]);

    private static ListeningEvent[] Events() =>
    [
        new("anna", "song 1", DateTimeOffset.UnixEpoch.AddDays(20_000), 31_000, EventKind.Stream),
        new("bert", "曲", DateTimeOffset.UnixEpoch.AddDays(20_001), 0, EventKind.Like, 3, "id \"7\""),
        new("anna", "🎵", DateTimeOffset.UnixEpoch.AddDays(20_002), 4_000, EventKind.Skip),
        new(new string('ü', 200), "song 1", DateTimeOffset.UnixEpoch, 86_400_000, EventKind.PlaylistAdd, int.MaxValue, "x"),
    ];

    private static EventPartition Partition(ListeningEvent[] events)
    {
        var partition = new EventPartition(2);
        foreach (var e in events) partition.Add(e);
        return partition;
    }

    private static Task WriteSegmentsAsync(Stream stream, byte[][] segments) => SegmentedBlob.WriteAsync(
        stream, BlobKind.TileStrip, [.. segments.Select(segment => (ReadOnlyMemory<byte>)segment)], default);

    // A store reads ranges; here the whole blob is at hand, and what lies past its end is missing.
    private static async Task<byte[][]> ReadSegmentsAsync(Stream stream, BlobKind kind, int count)
    {
        var directory = await SegmentedBlob.ReadDirectoryAsync(stream, kind, count, default);
        var rest = new MemoryStream();
        await stream.CopyToAsync(rest);
        if (directory.Sum(segment => segment.Length) != rest.Length) throw new CorruptBlobException("The store would: train again.");
        var start = directory[0].Offset;
        return [.. directory.Select(segment => rest.ToArray().AsSpan((int)(segment.Offset - start), (int)segment.Length).ToArray())];
    }
}
