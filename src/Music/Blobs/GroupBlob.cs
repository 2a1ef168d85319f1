namespace Mixtape.Music.Blobs;

/// <summary>The group of each track of a block: header (8 bytes), rows n (4), groups (4 n).</summary>
public static class GroupBlob
{
    private const ushort Version = 1;

    /// <summary>Writes the blob.</summary>
    public static async Task WriteAsync(Stream stream, int[] groups, CancellationToken cancellationToken)
    {
        var header = new byte[BlobHeader.Length];
        BlobHeader.Write(header, BlobKind.Groups, Version);
        await stream.WriteAsync(header, cancellationToken);
        await BlobBytes.WriteAsync(stream, [groups.Length], cancellationToken);
        await BlobBytes.WriteAsync(stream, groups, cancellationToken);
    }

    /// <summary>Reads the blob.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob.</exception>
    public static async Task<int[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlobHeader.Check(await BlobBytes.ReadAsync<byte>(stream, BlobHeader.Length, cancellationToken), BlobKind.Groups, Version);
        var rows = (await BlobBytes.ReadAsync<int>(stream, 1, cancellationToken))[0];
        var groups = await BlobBytes.ReadAsync<int>(stream, rows, cancellationToken);
        foreach (var group in groups)
            if (group < 0) throw new CorruptBlobException($"A group blob names group {group}: train again.");
        return groups;
    }
}
