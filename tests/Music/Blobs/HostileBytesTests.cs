using Mixtape.Music.Blobs;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Blobs;

public sealed class HostileBytesTests
{
    private static readonly int[] _extremes = [0, 1, -1, int.MaxValue, int.MinValue, 1 << 29, 1 << 16];

    public static TheoryData<string, bool> Formats
    {
        get
        {
            var formats = new TheoryData<string, bool>();
            foreach (var format in BlobFormat.All)
                foreach (var seekable in new[] { true, false }) formats.Add(format.Name, seekable);
            return formats;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Read_EveryTruncation_IsRefused(string name, bool seekable)
    {
        var format = BlobFormat.Named(name);
        var sample = await format.WriteSample();
        for (var length = 0; length < sample.Length; length++)
        {
            // A log that ends where a line does is a shorter log.
            if (name == "log" && (length == 0 || sample[length - 1] == '\n' || sample[length] == '\n')) continue;
            Assert.NotNull(await TryRewriteAsync(format, sample[..length], seekable));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Read_ThousandMutations_GivesAValueOrSaysWhatToDo(string name, bool seekable)
    {
        var format = BlobFormat.Named(name);
        var sample = await format.WriteSample();
        var random = new SeededRandom(StableHash.Of(name));
        var refused = 0;
        for (var round = 0; round < 1_000; round++)
        {
            if (await TryRewriteAsync(format, Mutate(sample, random), seekable) is not { } exception) continue;
            refused++;
            Assert.Matches("(train again|restore the blob from a backup)\\.$", exception.Message);
        }

        Assert.InRange(refused, 100, 1_000);
    }

    private static async Task<CorruptBlobException?> TryRewriteAsync(BlobFormat format, byte[] bytes, bool seekable)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            await format.Rewrite(seekable ? new MemoryStream(bytes) : new ForwardStream(bytes));
            return null;
        }
        catch (CorruptBlobException exception)
        {
            return exception;
        }
        finally
        {
            // Whatever lengths the bytes claim: a few chunks, never what is claimed.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 << 20);
        }
    }

    private static byte[] Mutate(byte[] sample, SeededRandom random)
    {
        var bytes = sample.ToList();
        for (var change = random.Next(3); change >= 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    var extreme = BitConverter.GetBytes(_extremes[random.Next(_extremes.Length)]);
                    at = at / 4 * 4;
                    for (var i = 0; i < 4 && at + i < bytes.Count; i++) bytes[at + i] = extreme[i];
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(1 + random.Next(8), bytes.Count - at));
                    if (bytes.Count == 0) bytes.Add(0);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(0, Math.Min(1 + random.Next(8), bytes.Count)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Bytes as they come over a network: without a length, and a few at a time.</summary>
    private sealed class ForwardStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));
    }
}
