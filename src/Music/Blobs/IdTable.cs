using System.Collections;
using System.Text;

namespace Mixtape.Music.Blobs;

/// <summary>
/// External ids in strictly rising ordinal order; an id's row is its place. Blob: header (8 bytes), count n (4), end of
/// each id in bytes (4 n), the ids in UTF-8. Immutable, safe for concurrent use.
/// </summary>
public sealed class IdTable : IReadOnlyList<string>
{
    /// <summary>Bytes at the start of a blob that <see cref="ReadCountAsync"/> takes.</summary>
    public const int HeadLength = BlobHeader.Length + 4;

    private const ushort Version = 1;

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string[] _ids;

    /// <summary>A table of ids that are sorted already.</summary>
    /// <exception cref="ArgumentException">The ids are not in strictly rising ordinal order.</exception>
    public IdTable(string[] sortedIds)
    {
        for (var i = 1; i < sortedIds.Length; i++)
        {
            if (string.CompareOrdinal(sortedIds[i - 1], sortedIds[i]) >= 0)
                throw new ArgumentException($"Ids must rise strictly, but entry {i} does not.", nameof(sortedIds));
        }

        _ids = sortedIds;
    }

    /// <inheritdoc/>
    public int Count => _ids.Length;

    /// <inheritdoc/>
    public string this[int row] => _ids[row];

    /// <summary>The row of an id, or -1.</summary>
    public int Find(string id)
    {
        var row = Array.BinarySearch(_ids, id, StringComparer.Ordinal);
        return row < 0 ? -1 : row;
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_ids).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _ids.GetEnumerator();

    /// <summary>Writes the blob.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[BlobHeader.Length];
        BlobHeader.Write(header, BlobKind.Ids, Version);
        await stream.WriteAsync(header, cancellationToken);
        var ends = new int[_ids.Length + 1];
        ends[0] = _ids.Length;
        var end = 0;
        for (var i = 0; i < _ids.Length; i++) ends[i + 1] = end = checked(end + Encoding.UTF8.GetByteCount(_ids[i]));
        await BlobBytes.WriteAsync(stream, ends, cancellationToken);
        var bytes = new byte[end];
        for (int i = 0, start = 0; i < _ids.Length; i++) start += Encoding.UTF8.GetBytes(_ids[i], bytes.AsSpan(start));
        await stream.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>Reads the blob.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob.</exception>
    public static async Task<IdTable> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlobHeader.Check(
            await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken), BlobKind.Ids, Version);
        var count = (await BlobBytes.ReadAsync<int>(stream, 1, cancellationToken))[0];
        var ends = await BlobBytes.ReadAsync<int>(stream, count, cancellationToken);
        var bytes = await BlobBytes.ReadAsync<byte>(stream, count == 0 ? 0 : ends[^1], cancellationToken);
        var ids = new string[count];
        var start = 0;
        for (var i = 0; i < count; i++)
        {
            if (ends[i] < start || ends[i] > bytes.Length) throw new CorruptBlobException("An id table is damaged: train again.");
            ids[i] = Decode(bytes.AsSpan(start..ends[i]));
            start = ends[i];
        }

        try
        {
            return new IdTable(ids);
        }
        catch (ArgumentException)
        {
            throw new CorruptBlobException("An id table is not in order: train again.");
        }
    }

    /// <summary>Reads how many ids a blob has, of which only the first <see cref="HeadLength"/> bytes are needed.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob.</exception>
    public static async Task<int> ReadCountAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlobHeader.Check(
            await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken), BlobKind.Ids, Version);
        var count = (await BlobBytes.ReadAsync<int>(stream, 1, cancellationToken))[0];
        return count >= 0 ? count : throw new CorruptBlobException($"An id table claims {count} ids: train again.");
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return _strictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new CorruptBlobException("An id table holds text that is not UTF-8: train again.");
        }
    }
}
