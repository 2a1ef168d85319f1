namespace Mixtape.Storage;

/// <summary>
/// What a blob store hands to the callback that writes: forwards to the inner stream, cannot seek, and leaves the inner
/// stream open when disposed, so that the callback may wrap it in writers that dispose what they write to.
/// </summary>
internal sealed class BlobWriteStream(Stream inner) : Stream
{
    private bool _closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_closed;

    public override long Length => throw new NotSupportedException("A blob being written cannot tell its length.");

    public override long Position
    {
        get => throw new NotSupportedException("A blob being written cannot tell its position.");
        set => throw new NotSupportedException("A blob is written from its start to its end.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        inner.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    // The store flushes once, at the end: to flush here too would only cost.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A blob being written cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("A blob is written from its start to its end.");

    public override void SetLength(long value) =>
        throw new NotSupportedException("A blob is written from its start to its end.");

    protected override void Dispose(bool disposing)
    {
        _closed = true;
        base.Dispose(disposing);
    }
}
