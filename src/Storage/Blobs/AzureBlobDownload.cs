using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Mixtape.Storage;

/// <summary>
/// Reads one range of one version of a blob, as if it were the whole. Block by block: each is fetched whole and compared with the MD5 that
/// the service gave with it, so a connection that is cut in the middle costs no more than the rest of a block, and a reader that takes its
/// time holds none. Where the range is the whole blob and is read in order, its bytes are compared with the SHA-256 in the metadata too,
/// before any of the last block is given out. Not safe for concurrent use.
/// </summary>
internal sealed class AzureBlobDownload : Stream
{
    // Compared here, as the SDK would copy each range into new memory first.
    private static readonly DownloadTransferValidationOptions _validation =
        new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5, AutoValidateChecksum = false };

    private readonly BlobBaseClient _blob;
    private readonly int _blockSize;
    private readonly ETag _etag;
    private readonly long _start;
    private readonly long _length;
    private readonly string? _sha256;
    private readonly IncrementalHash? _hash;

    private byte[] _block = [];
    private long _blockStart;
    private int _blockLength;
    private long _position;
    private long _hashed;
    private bool _damaged;
    private bool _disposed;

    private AzureBlobDownload(
        BlobBaseClient blob, int blockSize, ETag etag, IDictionary<string, string> metadata, long start, long length, bool isWhole)
    {
        (_blob, _blockSize, _etag, _start, _length) = (blob, blockSize, etag, start, length);
        _sha256 = isWhole ? AzureBlobMetadata.From(metadata).Sha256 : null;
        if (_sha256 is not null) _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (length == 0) CompareWhole();
    }

    public override bool CanRead => !_disposed;

    public override bool CanSeek => !_disposed;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>Opens a range, of which a null length is the rest of the blob, and fetches its first block.</summary>
    /// <exception cref="RequestFailedException">As the SDK throws it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches past the end.</exception>
    public static async Task<AzureBlobDownload> OpenAsync(
        BlobBaseClient blob, int blockSize, long offset, long? length, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (length != 0 && offset <= long.MaxValue - blockSize)
            {
                try
                {
                    return await OpenFirstBlockAsync(blob, blockSize, offset, length, cancellationToken).ConfigureAwait(false);
                }
                catch (RequestFailedException e) when (e.Status == 416)
                {
                    // Nothing begins there: it is past the end, or right at it. The properties tell which.
                }
            }

            var now = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
            if (LengthOf(blob.Name, now.ContentLength, offset, length) == 0)
                return new AzureBlobDownload(blob, blockSize, now.ETag, now.Metadata, offset, 0, isWhole: now.ContentLength == 0);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Waits for the network where a block is at its end: read asynchronously where much is read.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (MustFetch(buffer.Length)) FetchAsync(CancellationToken.None).GetAwaiter().GetResult();
        return Take(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        return MustFetch(buffer.Length) ? FetchAndTakeAsync() : ValueTask.FromResult(Take(buffer.Span));

        async ValueTask<int> FetchAndTakeAsync()
        {
            await FetchAsync(cancellationToken).ConfigureAwait(false);
            return Take(buffer.Span);
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            _ => _length,
        };
        return _position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A blob cannot be changed in place.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A blob cannot be changed in place.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            if (_block.Length > 0) ArrayPool<byte>.Shared.Return(_block);
            _block = [];
            _hash?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task<AzureBlobDownload> OpenFirstBlockAsync(
        BlobBaseClient blob, int blockSize, long offset, long? length, CancellationToken cancellationToken)
    {
        var range = new HttpRange(offset, Math.Min(length ?? blockSize, blockSize));
        using BlobDownloadStreamingResult answer = await blob.DownloadStreamingAsync(
            new BlobDownloadOptions { Range = range, TransferValidation = _validation }, cancellationToken).ConfigureAwait(false);
        var details = answer.Details;
        var total = details.ContentRange is { } text
            ? long.Parse(text.AsSpan(text.IndexOf('/') + 1), CultureInfo.InvariantCulture)
            : details.ContentLength;
        var available = LengthOf(blob.Name, total, offset, length);
        var stream = new AzureBlobDownload(blob, blockSize, details.ETag, details.Metadata, offset, available, isWhole: available == total);
        try
        {
            await stream.TakeBlockAsync(answer, 0, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static long LengthOf(string name, long total, long offset, long? length)
    {
        var available = total - offset;
        return available < 0 || length > available
            ? throw new ArgumentOutOfRangeException(
                available < 0 ? nameof(offset) : nameof(length),
                $"The range reaches past the end of '{name}', which has {total} bytes.")
            : length ?? available;
    }

    private bool MustFetch(int wanted)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return wanted > 0 && _position < _length && (_position < _blockStart || _position >= _blockStart + _blockLength);
    }

    private int Take(Span<byte> buffer)
    {
        if (_damaged) throw new DamagedBlobException(_blob.Name);
        if (_position >= _length || buffer.IsEmpty) return 0;
        var bytes = _block.AsSpan(0, _blockLength)[(int)(_position - _blockStart)..];
        bytes = bytes[..Math.Min(bytes.Length, buffer.Length)];
        bytes.CopyTo(buffer);
        _position += bytes.Length;
        return bytes.Length;
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            using BlobDownloadStreamingResult answer = await _blob.DownloadStreamingAsync(
                new BlobDownloadOptions
                {
                    Range = new HttpRange(_start + _position, Math.Min(_blockSize, _length - _position)),
                    Conditions = new BlobRequestConditions { IfMatch = _etag },
                    TransferValidation = _validation,
                },
                cancellationToken).ConfigureAwait(false);
            await TakeBlockAsync(answer, _position, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            throw new IOException($"The blob '{_blob.Name}' was replaced or deleted while it was read: open it again.");
        }
        catch (Exception e) when (BlobServiceErrors.Translate(e, cancellationToken) is { } error)
        {
            throw error;
        }
    }

    private async Task TakeBlockAsync(BlobDownloadStreamingResult answer, long start, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(_blockSize, _length - start);
        if (_block.Length == 0) _block = ArrayPool<byte>.Shared.Rent(count);
        _blockLength = 0; // no bytes of the block before, should this one fail
        var read = await answer.Content.ReadAtLeastAsync(_block.AsMemory(0, count), count, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        // HttpClient notices itself where an answer is cut short; this one came through something that made it look whole.
        if (read < count) throw new IOException($"The answer ended after {read} of {count} bytes.");
        if (answer.Details.ContentHash is { } md5 && !MD5.HashData(_block.AsSpan(0, count)).AsSpan().SequenceEqual(md5))
            throw new DamagedBlobException(_blob.Name);

        (_blockStart, _blockLength) = (start, count);
        if (_hash is null || start != _hashed) return;
        _hash.AppendData(_block, 0, count);
        _hashed += count;
        if (_hashed == _length) CompareWhole();
    }

    // Told to whoever reads on, not thrown here: the block fetched while opening may be the last.
    private void CompareWhole() => _damaged = _hash is not null
        && !string.Equals(Convert.ToHexStringLower(_hash.GetHashAndReset()), _sha256, StringComparison.OrdinalIgnoreCase);
}
