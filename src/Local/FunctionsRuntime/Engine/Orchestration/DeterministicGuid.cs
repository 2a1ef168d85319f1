using System.Security.Cryptography;
using System.Text;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>GUIDs that follow from a name (RFC 9562, version 5).</summary>
internal static class DeterministicGuid
{
    private static readonly Guid _namespace = new("b1f0c2de-9f0e-4b6a-8a57-6f2f5b0b7f5d");

    public static Guid Create(string name)
    {
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        _namespace.TryWriteBytes(bytes, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(16));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(bytes, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
