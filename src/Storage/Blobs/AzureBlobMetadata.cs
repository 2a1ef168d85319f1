using Azure;

namespace Mixtape.Storage;

/// <summary>What a blob's metadata says of it; nothing where others wrote it.</summary>
/// <param name="Sha256">The checksum of its bytes, in lower-case hexadecimal.</param>
/// <param name="WriteId">The write that made it.</param>
internal readonly record struct AzureBlobMetadata(string? Sha256, string? WriteId)
{
    private const string Sha256Key = "sha256";
    private const string WriteKey = "write";

    public static AzureBlobMetadata From(IDictionary<string, string> metadata) => new(
        metadata.TryGetValue(Sha256Key, out var sha256) ? sha256 : null, metadata.TryGetValue(WriteKey, out var write) ? write : null);

    /// <summary>An ETag without the quotes that some answers have and others have not.</summary>
    public static string Plain(ETag etag) => etag.ToString().Trim('"');

    public Dictionary<string, string> ToDictionary() => new() { [Sha256Key] = Sha256!, [WriteKey] = WriteId! };
}
