using Mixtape.Music.Blobs;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Listening;

public sealed class EventPartitionTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 100)]
    [InlineData(7, 3_000)]
    [InlineData(200, 300)]
    public async Task Read_EachBlock_GivesItsListenersEventsInOrder(int blocks, int count)
    {
        var events = SomeEvents.Random(count, 4);
        var partition = new EventPartition(blocks);
        foreach (var e in events) partition.Add(e);
        var stream = new MemoryStream();
        await partition.WriteAsync(stream, default);

        stream.Position = 0;
        var directory = await SegmentedBlob.ReadDirectoryAsync(stream, BlobKind.EventPartition, blocks + 1, default);
        for (var block = 0; block < blocks; block++)
        {
            var expected = events.Where(e => EventPartition.BlockOf(e.Listener, blocks) == block)
                .Select(e => e with { Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(e.Timestamp.ToUnixTimeMilliseconds()) });
            // What follows the segment must not be read as part of it.
            var segment = new MemoryStream(stream.ToArray()[(int)directory[block].Offset..]);
            Assert.Equal(expected, EventPartition.Read(segment, directory[block].Length));
        }

        var tracks = new DistinctCount();
        tracks.Add(stream.ToArray().AsSpan((int)directory[blocks].Offset));
        Assert.Equal(events.Select(e => e.Track).Distinct().Count(), tracks.Estimate());
        Assert.Equal(count, partition.Events);
        Assert.Equal(events.Select(e => e.Timestamp).Append(DateTimeOffset.UnixEpoch).Max(), partition.Latest);
    }

    [Fact]
    public async Task Read_LengthWithinAnEvent_IsRefused()
    {
        var partition = new EventPartition(1);
        partition.Add(SomeEvents.Random(1, 1)[0]);
        var stream = new MemoryStream();
        await partition.WriteAsync(stream, default);
        var start = (int)SegmentedBlob.DirectoryLength(2);
        Assert.Throws<CorruptBlobException>(
            () => EventPartition.Read(new MemoryStream(stream.ToArray()[start..]), 20).ToList());
    }
}
