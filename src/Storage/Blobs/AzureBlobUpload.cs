using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Mixtape.Storage;

/// <summary>
/// One write of a blob. What fits one block is sent in one call at the end; more is staged block by block, one being sent while the next
/// fills, and becomes the blob by the commit. What is never committed the service drops, after a week or with the next write of the blob.
/// Each call carries an MD5 that the service checks. Not safe for concurrent use.
/// </summary>
/// <param name="blob">The blob.</param>
/// <param name="blockSize">Bytes in a block.</param>
internal sealed class AzureBlobUpload(BlockBlobClient blob, int blockSize) : Stream
{
    private const int SmallestBuffer = 16 * 1024;
    private const int MaximumBlocks = 50_000;

    // All ids in a blob must be equally long; 48 bytes is also what the .NET SDK's own uploads have.
    private const int IdLength = 48;

    private static readonly UploadTransferValidationOptions _validation = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(IdLength);
    private readonly List<string> _blocks = [];

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(SmallestBuffer, blockSize));
    private int _filled;
    private long _length;
    private byte[]? _sentBuffer;
    private Task _sending = Task.CompletedTask;

    /// <summary>The name of this write in the blob's metadata: no other has it.</summary>
    public string WriteId => Convert.ToHexStringLower(_id.AsSpan(0, 16));

    /// <summary>The checksum of all that was written, once <see cref="CommitAsync"/> was called.</summary>
    public string? Sha256 { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Waits for the network where a block is full: write asynchronously where much is written.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (true)
        {
            buffer = buffer[Fill(buffer)..];
            if (buffer.IsEmpty) return;
            StageAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            buffer = buffer[Fill(buffer.Span)..];
            if (buffer.IsEmpty) return;
            await StageAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is left and makes all of it the blob.</summary>
    /// <exception cref="RequestFailedException">As the SDK throws it; whoever calls knows what the conditions mean.</exception>
    public async Task<BlobProperties> CommitAsync(BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        Sha256 = Convert.ToHexStringLower(_sha256.GetHashAndReset());
        var metadata = new AzureBlobMetadata(Sha256, WriteId).ToDictionary();
        Response<BlobContentInfo> answer;
        if (_blocks.Count == 0)
        {
            answer = await blob.UploadAsync(
                new MemoryStream(_buffer, 0, _filled, writable: false),
                new BlobUploadOptions
                {
                    Metadata = metadata,
                    Conditions = conditions,
                    TransferValidation = _validation,
                    // Anything shorter than this is one call.
                    TransferOptions = new StorageTransferOptions { InitialTransferSize = blockSize + 1 },
                },
                cancellationToken).ConfigureAwait(false);
        }
        else
        {
            if (_filled > 0) await StageAsync(cancellationToken).ConfigureAwait(false);
            await _sending.ConfigureAwait(false);
            answer = await blob.CommitBlockListAsync(
                _blocks, new CommitBlockListOptions { Metadata = metadata, Conditions = conditions }, cancellationToken)
                .ConfigureAwait(false);
        }

        return new BlobProperties(blob.Name, _length, answer.Value.LastModified, AzureBlobMetadata.Plain(answer.Value.ETag));
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        // A buffer that is being sent may not go back to the pool. How the sending ends matters no more: the blob is committed or given up.
        // Should a call that was given up still read from it, the MD5 in its header keeps the service from taking what comes next.
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_sentBuffer is not null) ArrayPool<byte>.Shared.Return(_sentBuffer);
        ArrayPool<byte>.Shared.Return(_buffer);
        _sentBuffer = null;
        _buffer = [];
        _sha256.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes as much as fits the block; how much.</summary>
    private int Fill(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, blockSize - _filled);
        if (_filled + count > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(blockSize, Math.Max(2 * _buffer.Length, _filled + count)));
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        bytes[..count].CopyTo(_buffer.AsSpan(_filled));
        _sha256.AppendData(bytes[..count]);
        _filled += count;
        _length += count;
        return count;
    }

    /// <summary>Begins to send the block once the one before is there.</summary>
    private async Task StageAsync(CancellationToken cancellationToken)
    {
        await _sending.ConfigureAwait(false);
        if (_blocks.Count == MaximumBlocks) throw new InvalidOperationException(
            $"A blob of more than {MaximumBlocks} blocks of {blockSize} bytes cannot be written: raise BlockSize, or write several blobs.");
        BinaryPrimitives.WriteInt32BigEndian(_id.AsSpan(IdLength - sizeof(int)), _blocks.Count);
        _blocks.Add(Convert.ToBase64String(_id));
        var empty = _sentBuffer ?? ArrayPool<byte>.Shared.Rent(blockSize);
        _sending = SendAsync(_blocks[^1], new MemoryStream(_buffer, 0, _filled, writable: false), cancellationToken);
        (_sentBuffer, _buffer, _filled) = (_buffer, empty, 0);
    }

    private async Task SendAsync(string id, Stream bytes, CancellationToken cancellationToken)
    {
        try
        {
            await blob.StageBlockAsync(
                id, bytes, new BlockBlobStageBlockOptions { TransferValidation = _validation }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (BlobServiceErrors.Translate(e, cancellationToken) is { } error)
        {
            throw error;
        }
    }
}
