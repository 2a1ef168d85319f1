using System.Text;
using Mixtape.Music.Blobs;
using Mixtape.Numerics;

namespace Mixtape.Music.Listening;

/// <summary>
/// The events of one page sorted into listener blocks, each a segment that its block can fetch alone. The segment after
/// the last block's holds a <see cref="DistinctCount"/> of the page's tracks. An event is: listener, track, id
/// (length-prefixed UTF-8; an empty id means none), timestamp (8 bytes, Unix ms), ms played (4), count (4), kind (1).
/// </summary>
public sealed class EventPartition
{
    private readonly BinaryWriter[] _blocks;

    /// <summary>An empty partition.</summary>
    public EventPartition(int listenerBlocks)
    {
        _blocks = new BinaryWriter[listenerBlocks];
        for (var i = 0; i < _blocks.Length; i++) _blocks[i] = new BinaryWriter(new MemoryStream());
    }

    /// <summary>The page's tracks, counted.</summary>
    public DistinctCount Tracks { get; } = new();

    /// <summary>The latest timestamp so far.</summary>
    public DateTimeOffset Latest { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>The block of a listener.</summary>
    public static int BlockOf(string listener, int listenerBlocks) =>
        StableHash.Block(StableHash.Of(listener), listenerBlocks);

    /// <summary>Adds an event.</summary>
    public void Add(ListeningEvent e)
    {
        var writer = _blocks[BlockOf(e.Listener, _blocks.Length)];
        writer.Write(e.Listener);
        writer.Write(e.Track);
        writer.Write(e.Id ?? "");
        writer.Write(e.Timestamp.ToUnixTimeMilliseconds());
        writer.Write(e.MsPlayed);
        writer.Write(e.Count);
        writer.Write((byte)e.Kind);
        Tracks.Add(StableHash.Of(e.Track));
        if (e.Timestamp > Latest) Latest = e.Timestamp;
        Events++;
    }

    /// <summary>Writes the page.</summary>
    public Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var segments = new ReadOnlyMemory<byte>[_blocks.Length + 1];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var memory = (MemoryStream)_blocks[i].BaseStream;
            segments[i] = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        }

        segments[^1] = Tracks.ToBytes();
        return SegmentedBlob.WriteAsync(stream, BlobKind.EventPartition, segments, cancellationToken);
    }

    /// <summary>Reads a block's segment.</summary>
    /// <exception cref="CorruptBlobException">It does not end with an event.</exception>
    public static IEnumerable<ListeningEvent> Read(Stream segment, long length)
    {
        using var reader = new BinaryReader(segment, Encoding.UTF8, leaveOpen: true);
        for (var counted = new CountedStrings(reader); counted.Position < length;)
        {
            ListeningEvent e;
            try
            {
                e = counted.ReadEvent();
            }
            catch (EndOfStreamException)
            {
                throw new CorruptBlobException("A page of events ends too early: train again.");
            }

            yield return e;
        }
    }

    /// <summary>
    /// Reads events off a stream that need not seek, keeping count of the bytes, and one string for each id.
    /// </summary>
    private sealed class CountedStrings(BinaryReader reader)
    {
        private readonly Dictionary<string, string> _interned = new(StringComparer.Ordinal);

        public long Position { get; private set; }

        public ListeningEvent ReadEvent()
        {
            var listener = ReadId();
            var track = ReadId();
            var id = ReadId();
            var at = reader.ReadInt64();
            var ms = reader.ReadInt32();
            var count = reader.ReadInt32();
            var kind = (EventKind)reader.ReadByte();
            Position += 17;
            return new ListeningEvent(
                listener, track, DateTimeOffset.FromUnixTimeMilliseconds(at), ms, kind, count, id.Length == 0 ? null : id);
        }

        private string ReadId()
        {
            var text = reader.ReadString();
            var bytes = Encoding.UTF8.GetByteCount(text);
            Position += bytes + (bytes < 0x80 ? 1 : bytes < 0x4000 ? 2 : 3);
            if (_interned.TryGetValue(text, out var known)) return known;
            _interned.Add(text, text);
            return text;
        }
    }
}
