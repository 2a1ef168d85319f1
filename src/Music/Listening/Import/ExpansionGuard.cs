namespace Mixtape.Music.Listening.Import;

/// <summary>
/// Reads what is being unpacked, and stops where a small file unpacks to something absurdly large: past 64 MB, more
/// than 200 bytes for each packed one. Listening histories shrink ten- to thirtyfold.
/// </summary>
internal sealed class ExpansionGuard(Stream unpacked, string name, Func<long> packedBytes) : Stream
{
    private const long FreeBytes = 64L << 20;
    private const long MaximumRatio = 200;

    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length =>
        throw new NotSupportedException("The length of what is being unpacked is not known.");

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("What is being unpacked cannot be sought in.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(unpacked.Read(buffer));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("What is being unpacked cannot be sought in.");

    public override void SetLength(long value) =>
        throw new NotSupportedException("What is being unpacked is read only.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("What is being unpacked is read only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _read += read;
        if (_read <= FreeBytes || _read / MaximumRatio <= packedBytes()) return read;
        throw new InvalidImportException(
            $"{name} unpacks to more than {MaximumRatio} times its size, as no listening history does. If it is meant so, unpack it "
            + "first and import the plain file.");
    }

    private InvalidImportException Damaged(InvalidDataException inner) =>
        new($"{name} is damaged: it cannot be unpacked ({inner.Message}). Fetch or pack it anew.", inner);
}
