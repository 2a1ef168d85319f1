using Mixtape.Storage;

namespace Mixtape.Functions.Tests;

/// <summary>Counts calls and bytes on their way to a blob store. Its streams do not seek, as a network's do not.</summary>
internal sealed class CountingBlobStore(IBlobStore inner) : IBlobStore
{
    private long _reads, _writes, _deletes, _bytesRead, _bytesWritten;

    public long Reads => _reads;

    public long Writes => _writes;

    public long Deletes => _deletes;

    public long BytesRead => _bytesRead;

    public long BytesWritten => _bytesWritten;

    public void Reset() => _reads = _writes = _deletes = _bytesRead = _bytesWritten = 0;

    public async Task<BlobProperties> WriteAsync(
        string name, Func<Stream, CancellationToken, Task> content, WriteCondition condition = default,
        CancellationToken cancellationToken = default)
    {
        var properties = await inner.WriteAsync(name, content, condition, cancellationToken);
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _bytesWritten, properties.Length);
        return properties;
    }

    public async Task<Stream> OpenReadAsync(
        string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        var stream = await inner.OpenReadAsync(name, offset, length, cancellationToken);
        Interlocked.Increment(ref _reads);
        return new CountingStream(stream, read => Interlocked.Add(ref _bytesRead, read));
    }

    public Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken = default) =>
        inner.GetPropertiesAsync(name, cancellationToken);

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _deletes);
        return inner.DeleteAsync(name, cancellationToken);
    }

    private sealed class CountingStream(Stream inner, Action<int> count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private int Counted(int read)
        {
            count(read);
            return read;
        }
    }
}
