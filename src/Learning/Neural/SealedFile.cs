using System.Security.Cryptography;
using System.Text;

namespace Mixtape.Learning.Neural;

/// <summary>Numbers as bytes: magic, version, content, little-endian, and the SHA-256 of all before.</summary>
internal static class SealedFile
{
    public static void Write(Stream stream, uint magic, int version, Action<BinaryWriter> write)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content, Encoding.UTF8);
        writer.Write(magic);
        writer.Write(version);
        write(writer);
        writer.Flush();
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    /// <summary>Reads what <see cref="Write"/> wrote, up to the stream's end.</summary>
    /// <exception cref="InvalidCheckpointException">It is not that, or longer than what is expected.</exception>
    public static void Read(Stream stream, uint magic, int version, long maximumBytes, Action<BinaryReader> read)
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, count);
            if (content.Length > maximumBytes)
                throw new InvalidCheckpointException(
                    $"The file is longer than the {maximumBytes:N0} bytes that this network takes: it is of another.");
        }

        if (!IsWhole(content.GetBuffer().AsSpan(0, (int)content.Length)))
            throw new InvalidCheckpointException("The file is cut short or damaged: take an earlier one, or start anew.");
        content.Position = 0;
        using var reader = new BinaryReader(content, Encoding.UTF8);
        if (reader.ReadUInt32() != magic) throw new InvalidCheckpointException("This is a file of another kind.");
        if (reader.ReadInt32() is var other && other != version)
            throw new InvalidCheckpointException($"The file has format {other}; this program reads {version}: start anew.");
        read(reader);
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SHA256.HashSizeInBytes + sizeof(uint) + sizeof(int)) return false;
        return bytes[^SHA256.HashSizeInBytes..].SequenceEqual(SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]));
    }
}
