using System.Buffers.Binary;
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
    /// <exception cref="CorruptBlobException">It is no sequence of events, or does not end with one.</exception>
    public static IEnumerable<ListeningEvent> Read(Stream segment, long length)
    {
        var reader = new EventReader(new BufferedStream(segment, 1 << 16), length);
        while (reader.Left > 0) yield return reader.Read();
    }

    /// <summary>Reads events off a stream that need not seek, with one string for each id.</summary>
    private sealed class EventReader(Stream stream, long length)
    {
        // No UTF-16 unit takes more bytes than three.
        private const int MaximumIdBytes = 3 * ExternalId.MaximumLength;

        private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        private readonly byte[] _bytes = new byte[MaximumIdBytes];
        private readonly char[] _characters = new char[MaximumIdBytes];
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

        public long Left { get; private set; } = length;

        public ListeningEvent Read()
        {
            var (listener, track, id) = (ReadId(), ReadId(), ReadId());
            var rest = ReadBytes(17);
            var at = BinaryPrimitives.ReadInt64LittleEndian(rest);
            var ms = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            var count = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
            var kind = (EventKind)rest[16];
            if (listener.Length == 0 || track.Length == 0 || ms < 0 || count < 1 || !Enum.IsDefined(kind)
                || at < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
                throw Damaged();
            return new ListeningEvent(
                listener, track, DateTimeOffset.FromUnixTimeMilliseconds(at), ms, kind, count, id.Length == 0 ? null : id);
        }

        private static CorruptBlobException Damaged() => new("A page of events is damaged: train again.");

        private string ReadId()
        {
            // The length as BinaryWriter writes it, seven bits a byte; ids take two bytes at most.
            int length = ReadBytes(1)[0];
            if (length >= 0x80) length += (ReadBytes(1)[0] - 1) << 7;
            if (length is < 0 or > MaximumIdBytes) throw Damaged();
            int characters;
            try
            {
                characters = _strictUtf8.GetChars(ReadBytes(length), _characters);
            }
            catch (DecoderFallbackException)
            {
                throw Damaged();
            }

            var seen = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
            var text = _characters.AsSpan(0, characters);
            if (!seen.TryGetValue(text, out var id)) _ids.Add(id = text.ToString());
            return id;
        }

        private ReadOnlySpan<byte> ReadBytes(int count)
        {
            if (count > Left) throw Damaged();
            Left -= count;
            try
            {
                stream.ReadExactly(_bytes, 0, count);
            }
            catch (EndOfStreamException)
            {
                throw Damaged();
            }

            return _bytes.AsSpan(0, count);
        }
    }
}
